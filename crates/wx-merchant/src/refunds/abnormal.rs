use serde::Deserialize;
use wx_apiv3::{Confidential, EncryptError, FieldKey, Sensitive};
use wx_types::{BusinessNumber, Checker, Endpoint, Model, OutRefundNo, RefundId};

use super::RefundReply;

/// Sends the money of an abnormal refund to a bank card. Only for a refund that stands at `ABNORMAL`.
///
/// Official page: *handle abnormal refund*, read 2026-11-23.
///
/// Hand it to [`Client::send_confidential`](wx_apiv3::Client::send_confidential), which encrypts account and name and names
/// the key in the same request; `send` does not take it. What then travels is [`EncryptedAbnormalRefund`].
///
/// # If it is sent twice
/// No page says. After a lost answer it is not sent again: query the refund, and act on where it stands.
///
/// # Errors
/// Those of [`Refund`](super::Refund). With an unknown outcome the money may be on its way.
///
/// ```no_run
/// # async fn f(client: &wx_apiv3::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use wx_apiv3::Sensitive;
/// use wx_merchant::refunds::{AbnormalRefund, RefundBank, UserBankCard};
/// use wx_types::{OutRefundNo, RefundId};
///
/// let card = UserBankCard {
///     bank_type: RefundBank::Icbc,
///     bank_account: Sensitive::new("6222020000000000000")?,
///     real_name: Sensitive::new("张三")?,
/// };
/// let (refund_id, number) = (RefundId::new("50000000382019052709732678859")?, OutRefundNo::new("R-10001")?);
/// let answer = client.send_confidential(&AbnormalRefund::to_user(refund_id, number, card)).await?;
/// println!("now {}", answer.reply.status);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct AbnormalRefund {
    refund_id: RefundId,
    out_refund_no: OutRefundNo,
    card: Option<UserBankCard>,
}

/// A bank card of the payer.
///
/// Its members are all required, and named so that account and name are not mistaken for each other.
#[derive(Debug)]

pub struct UserBankCard {
    /// The bank.
    pub bank_type: RefundBank,
    /// The number of the card. It travels encrypted.
    pub bank_account: Sensitive,
    /// The name of its holder. It travels encrypted.
    pub real_name: Sensitive,
}

impl AbnormalRefund {
    /// To a bank card of the payer.
    #[must_use]
    pub fn to_user(refund_id: RefundId, out_refund_no: OutRefundNo, card: UserBankCard) -> Self {
        Self { refund_id, out_refund_no, card: Some(card) }
    }

    /// To the merchant's own bank card, for the merchant to pass the money on.
    #[must_use]
    pub fn to_merchant(refund_id: RefundId, out_refund_no: OutRefundNo) -> Self {
        Self { refund_id, out_refund_no, card: None }
    }
}

impl Confidential for AbnormalRefund {
    type Encrypted = EncryptedAbnormalRefund;

    fn encrypt(&self, key: &FieldKey<'_>) -> Result<EncryptedAbnormalRefund, EncryptError> {
        let request =
            |kind| EncryptedAbnormalRefund::new(self.refund_id.clone(), self.out_refund_no.clone(), kind);
        Ok(match &self.card {
            None => request(AbnormalRefundType::MerchantBankCard),
            Some(card) => request(AbnormalRefundType::UserBankCard)
                .with_bank_type(card.bank_type.clone())
                .with_bank_account(key.encrypt(&card.bank_account)?)
                .with_real_name(key.encrypt(&card.real_name)?),
        })
    }

    fn business_number(&self) -> Option<BusinessNumber> {
        Some(BusinessNumber::new("out_refund_no", self.out_refund_no.as_str()))
    }
}

/// An [`AbnormalRefund`] as it travels.
///
/// It is public because tables and tools read it. Make an [`AbnormalRefund`] instead: whoever fills in ciphertext has to
/// encrypt it for the very key that the client will name.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/v3/refund/domestic/refunds/{refund_id}/apply-abnormal-refund",
    reply = RefundReply,
    repeat = Once("out_refund_no"),
    page = "handle abnormal refund",
    read = "2026-11-23",
    check = fits_together,
)]
#[non_exhaustive]
pub struct EncryptedAbnormalRefund {
    /// The platform's refund number. At most 32 characters.
    #[wx(path, typed)]
    pub refund_id: RefundId,
    /// The merchant's refund number. 1 to 64 digits, letters or `_-|*@`.
    #[wx(typed)]
    pub out_refund_no: OutRefundNo,
    /// Whose card.
    #[wx(typed)]
    #[serde(rename = "type")]
    pub kind: AbnormalRefundType,
    /// The bank. With a card of the payer, and only then.
    #[wx(typed)]
    pub bank_type: Option<RefundBank>,
    /// The number of the card, encrypted. At most 1024 characters. With a card of the payer, and only then.
    #[wx(chars = 1..=1024, basic_plane)]
    pub bank_account: Option<String>,
    /// The holder's name, encrypted. At most 1024 characters. With a card of the payer, and only then.
    #[wx(chars = 1..=1024, basic_plane)]
    pub real_name: Option<String>,
}

fn fits_together(request: &EncryptedAbnormalRefund, checker: &mut Checker) {
    let with_card = request.kind != AbnormalRefundType::MerchantBankCard;
    for (path, is_there) in [
        ("bank_type", request.bank_type.is_some()),
        ("bank_account", request.bank_account.is_some()),
        ("real_name", request.real_name.is_some()),
    ] {
        if is_there != with_card {
            checker.report(path, "must be given with USER_BANK_CARD, and left out with MERCHANT_BANK_CARD");
        }
    }
}

wx_types::open_enum! {
    /// Whose card takes the money of an abnormal refund.
    pub enum AbnormalRefundType {
        /// The merchant's.
        MerchantBankCard = "MERCHANT_BANK_CARD",
        /// The payer's.
        UserBankCard = "USER_BANK_CARD",
    }
}

wx_types::open_enum! {
    /// A bank that takes abnormal refunds on its debit cards.
    pub enum RefundBank {
        /// Agricultural Bank of China.
        Abc = "ABC_DEBIT",
        /// Bank of China.
        Boc = "BOC_DEBIT",
        /// China Construction Bank.
        Ccb = "CCB_DEBIT",
        /// China Everbright Bank.
        Ceb = "CEB_DEBIT",
        /// Industrial Bank.
        Cib = "CIB_DEBIT",
        /// China CITIC Bank.
        Citic = "CITIC_DEBIT",
        /// China Merchants Bank.
        Cmb = "CMB_DEBIT",
        /// China Minsheng Bank.
        Cmbc = "CMBC_DEBIT",
        /// Bank of Communications.
        Comm = "COMM_DEBIT",
        /// China Guangfa Bank.
        Gdb = "GDB_DEBIT",
        /// Industrial and Commercial Bank of China.
        Icbc = "ICBC_DEBIT",
        /// Bank of Ningbo.
        Nbcb = "NBCB_DEBIT",
        /// Ping An Bank.
        Pab = "PAB_DEBIT",
        /// Postal Savings Bank of China.
        Psbc = "PSBC_DEBIT",
        /// Shanghai Pudong Development Bank.
        Spdb = "SPDB_DEBIT",
    }
}
