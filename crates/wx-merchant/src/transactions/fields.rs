//! The fields that an order has in every channel.

/// Declares an order that is not paid in an app. Its own fields stand in it; `..description_to_amount` and `..detail`
/// are the fields of [`AppPrepay`](super::AppPrepay) of these names and those between them, in the place and with the
/// rules of its page.
macro_rules! order {
    (
        $(#[$about:meta])*
        pub struct $name:ident {
            $($(#[$head_about:meta])* pub $head:ident: $head_type:ident $(<$head_inner:ident>)?,)*
            ..description_to_amount,
            $($(#[$own_about:meta])* pub $own:ident: $own_type:ident $(<$own_inner:ident>)?,)*
            ..detail,
            $($(#[$tail_about:meta])* pub $tail:ident: $tail_type:ident $(<$tail_inner:ident>)?,)*
        }
    ) => {
        $(#[$about])*
        pub struct $name {
            $($(#[$head_about])* pub $head: $head_type $(<$head_inner>)?,)*
            /// What is sold, as the payer's bill shows it. 1 to 127 characters.
            #[wx(chars = 1..=127, basic_plane)]
            pub description: String,
            /// The merchant's order number, or the service provider's. 6 to 32 digits, letters or `_-|*`, unique per
            /// merchant or provider.
            #[wx(typed)]
            pub out_trade_no: ::wx_types::OutTradeNo,
            /// Until when it can be paid, as RFC 3339; not when it is closed. Set with the first order only.
            ///
            /// Earlier than one minute after the order it is raised to that; later than 90 days it is lowered to that.
            /// Without it an order can be paid for 7 days. After it a new order number is needed.
            #[wx(typed, chars = 1..=64)]
            pub time_expire: Option<::wx_types::Rfc3339>,
            /// The merchant's own data, returned by query, notification and bill. 1 to 128 characters.
            #[wx(chars = 1..=128, basic_plane)]
            pub attach: Option<String>,
            /// Where the payment is notified. At most 255 characters, with a path, without query and blanks.
            #[wx(typed, chars = 1..=255)]
            pub notify_url: ::wx_types::NotifyUrl,
            /// A coupon marker. 1 to 32 characters.
            #[wx(chars = 1..=32, basic_plane)]
            pub goods_tag: Option<String>,
            /// Whether the payer is offered an electronic invoice.
            #[wx(any)]
            pub support_fapiao: Option<bool>,
            /// What is to be paid.
            #[wx(nested)]
            pub amount: $crate::transactions::Amount,
            $($(#[$own_about])* pub $own: $own_type $(<$own_inner>)?,)*
            /// What discounts are computed from. At most 6144 bytes as compact JSON.
            #[wx(nested, json_bytes = 6144)]
            pub detail: Option<$crate::transactions::Detail>,
            $($(#[$tail_about])* pub $tail: $tail_type $(<$tail_inner>)?,)*
        }
    };
}

pub(crate) use order;
