//! `POST /v3/refund/domestic/refunds/{..}/apply-abnormal-refund`: another bank card for a refund that went wrong.

use serde_json::Value;

use super::answer::Answer;
use super::call::Call;
use super::gate::{named_certificate, named_key};
use super::party::Party;
use super::refund::{missing, refused, text_at};
use super::refund_state::Detour;
use super::refusal::Refusal;
use crate::options::KeyMode;
use crate::schema::{Form, Kind, Schema, formed, optional, required, text};

const ABNORMAL: Schema = Schema {
    fields: &[
        optional("sub_mchid", formed(1, 32, Form::Digits)),
        required("out_refund_no", formed(1, 64, Form::RefundNumber)),
        required("type", Kind::Choice(&["USER_BANK_CARD", "MERCHANT_BANK_CARD"])),
        optional(
            "bank_type",
            Kind::Choice(&[
                "ICBC_DEBIT",
                "ABC_DEBIT",
                "PSBC_DEBIT",
                "CCB_DEBIT",
                "CMB_DEBIT",
                "COMM_DEBIT",
                "BOC_DEBIT",
                "PAB_DEBIT",
                "SPDB_DEBIT",
                "CITIC_DEBIT",
                "CEB_DEBIT",
                "CMBC_DEBIT",
                "CIB_DEBIT",
                "GDB_DEBIT",
                "NBCB_DEBIT",
            ]),
        ),
        optional("bank_account", text(1, 1024)),
        optional("real_name", text(1, 1024)),
    ],
};

/// Members that only a card of the user has.
const OF_THE_USER: [&str; 3] = ["/bank_type", "/bank_account", "/real_name"];

pub(crate) fn apply(call: &Call<'_>) -> Result<Answer, Refusal> {
    call.check_no_query()?;
    let body = call.body(&ABNORMAL)?;
    let detour = detour(call, &body)?;
    let party = Party::of(body.get("sub_mchid").and_then(Value::as_str));
    let mut ledger = call.gateway.ledger();
    let refund = ledger
        .refunds
        .get_mut(text_at(&body, "/out_refund_no"))
        .filter(|refund| refund.refund_id == call.arg(0) && refund.party == party)
        .ok_or_else(|| missing("no refund has this refund_id and this out_refund_no"))?;
    if refund.redirect(detour) {
        Ok(Answer::ok(&refund.describe()))
    } else {
        Err(refused("the refund is not ABNORMAL"))
    }
}

/// Where the money shall go. Of an account number only the last four digits are kept.
fn detour(call: &Call<'_>, body: &Value) -> Result<Detour, Refusal> {
    let given = |pointer: &&&str| body.pointer(pointer).is_some();
    if text_at(body, "/type") == "MERCHANT_BANK_CARD" {
        return match OF_THE_USER.iter().find(given) {
            Some(pointer) => Err(Refusal::cross(pointer, "goes with USER_BANK_CARD only")),
            None => Ok(Detour { channel: "OTHER_BANKCARD", receiver: "商户银行卡".to_owned() }),
        };
    }
    if let Some(pointer) = OF_THE_USER.iter().find(|pointer| !given(pointer)) {
        return Err(Refusal::cross(pointer, "is required with USER_BANK_CARD"));
    }
    let key = named_key(call.gateway, call.request).ok_or_else(|| {
        Refusal::field("header", "Wechatpay-Serial", "must name the key that the members are encrypted for")
    })?;
    let account = decrypt(call, key, body, "/bank_account")?;
    let holder = decrypt(call, key, body, "/real_name")?;
    if !(8..=32).contains(&account.len()) || !Form::Digits.accepts(&account) {
        return Err(Refusal::cross("/bank_account", "must hold, decrypted, 8 to 32 digits"));
    }
    if holder.is_empty() {
        return Err(Refusal::cross("/real_name", "must hold, decrypted, a name"));
    }
    let (_, tail) = account.split_at(account.len().saturating_sub(4));
    Ok(Detour { channel: "OTHER_BANKCARD", receiver: format!("{} {tail}", text_at(body, "/bank_type")) })
}

fn decrypt(call: &Call<'_>, key: KeyMode, body: &Value, pointer: &str) -> Result<String, Refusal> {
    let (ciphertext, random) = (text_at(body, pointer), &call.gateway.random);
    let plaintext = match key {
        KeyMode::PublicKey => call.gateway.credentials.public_key.decrypt(ciphertext, random),
        KeyMode::Certificate => named_certificate(call.gateway, call.request)
            .and_then(|certificate| certificate.signer.decrypt(ciphertext, random)),
    };
    plaintext.ok_or_else(|| {
        Refusal::cross(pointer, "cannot be decrypted with the key that Wechatpay-Serial names")
    })
}
