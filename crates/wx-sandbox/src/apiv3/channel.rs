//! Where the user pays, and what the merchant is given to bring the user there.

use serde_json::{Value, json};

use crate::clock::compact;
use crate::gateway::Gateway;

/// Where the user pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Channel {
    App,
    /// Inside WeChat: official accounts and mini programs.
    Jsapi,
    /// A browser outside WeChat.
    H5,
    /// A code that the user scans.
    Native,
}

impl Channel {
    /// The value of `trade_type`.
    pub(crate) fn trade_type(self) -> &'static str {
        match self {
            Self::App => "APP",
            Self::Jsapi => "JSAPI",
            Self::H5 => "MWEB",
            Self::Native => "NATIVE",
        }
    }

    /// For how many seconds an entrance can be used.
    fn lifetime(self) -> i64 {
        match self {
            Self::App | Self::Jsapi | Self::Native => 7_200,
            Self::H5 => 300,
        }
    }

    fn member(self) -> &'static str {
        match self {
            Self::App | Self::Jsapi => "prepay_id",
            Self::H5 => "h5_url",
            Self::Native => "code_url",
        }
    }
}

/// The way to the payment of one order: a `prepay_id`, an `h5_url` or a `code_url`.
pub(crate) struct Entrance {
    channel: Channel,
    text: String,
    /// Unix seconds.
    made: i64,
}

impl Entrance {
    pub(crate) fn new(gateway: &Gateway, channel: Channel, now: i64) -> Self {
        let hex = |length| gateway.random.hex(length).to_ascii_lowercase();
        let prepay_id = || format!("wx{}{}0000", compact(now), hex(16));
        let text = match channel {
            Channel::App | Channel::Jsapi => prepay_id(),
            Channel::H5 => format!(
                "https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id={}&package={}",
                prepay_id(),
                gateway.random.digits(10)
            ),
            Channel::Native => format!("weixin://wxpay/bizpayurl?pr={}", gateway.random.text(11)),
        };
        Self { channel, text, made: now }
    }

    pub(crate) fn channel(&self) -> Channel {
        self.channel
    }

    /// What a repetition of the order gets: a code is replaced each time, everything else once it is too old.
    pub(crate) fn again(&mut self, gateway: &Gateway, now: i64) {
        if self.channel == Channel::Native || !self.usable(now) {
            *self = Self::new(gateway, self.channel, now);
        }
    }

    pub(crate) fn usable(&self, now: i64) -> bool {
        now.saturating_sub(self.made) < self.channel.lifetime()
    }

    /// Whether this is the address that a user has before them.
    pub(crate) fn is_at(&self, url: &str) -> bool {
        matches!(self.channel, Channel::H5 | Channel::Native) && self.text == url
    }

    /// The answer to prepay.
    pub(crate) fn answer(&self) -> Value {
        json!({ self.channel.member(): self.text })
    }

    /// Name and value, as the answer to prepay has them.
    pub(crate) fn shown(&self) -> (&'static str, &str) {
        (self.channel.member(), &self.text)
    }
}
