//! Person-to-person orders.

use std::sync::Arc;

use wx_f2f::{Access, Client, CreateOrder, OpenId, OrderState, OutRequestNo, Outcome, StableToken};
use wx_sandbox::{Options, Sandbox};
use wx_tests::{Fate, Lossy};
use wx_types::{AppId, Fen};

use super::{done, executor, found, patience};

const CREATE: &str = "createorderinfo";

async fn mini_program() -> (Sandbox, Client, Arc<Lossy>) {
    let given = wx_sandbox::Credentials::for_tests().unwrap();
    let (appid, secret) = (given.mini_program_appid().to_owned(), given.mini_program_secret().to_owned());
    let sandbox = Sandbox::start(Options::new().with_credentials(given)).await.unwrap();
    let network = Arc::new(Lossy::default());
    let executor = executor(&sandbox.weixin_url(), &network);
    let tokens = StableToken::new(AppId::new(appid).unwrap(), secret, executor.clone()).unwrap();
    (sandbox, Client::new(Access::token(tokens), executor).unwrap(), network)
}

fn order(number: &str) -> CreateOrder {
    CreateOrder::new(
        OpenId::new("oPayer").unwrap(),
        OpenId::new("oPayee").unwrap(),
        OutRequestNo::new(number).unwrap(),
        Fen::new(100),
    )
}

#[tokio::test]
async fn a_lost_order_is_had_again_and_never_doubled() {
    for (number, fate) in [
        ("F2F-1", Fate::AnswerLost),
        ("F2F-2", Fate::Vanishes),
        ("F2F-3", Fate::ArrivesBefore(2)),
        ("F2F-4", Fate::ArrivesBefore(3)),
    ] {
        let (sandbox, client, network) = mini_program().await;
        let order = order(number);
        network.decide(CREATE, fate);
        assert_eq!(client.send(&order).await.unwrap_err().outcome(), Outcome::Unknown);
        let answer = done(client.resolve(&order, &patience()).await);
        assert_eq!(client.send(&order).await.unwrap().reply.confirm_token, answer.reply.confirm_token);
        assert!(network.is_over(), "what was late has arrived");
        sandbox.f2f_pay(number).unwrap();
        assert_eq!(found(client.resolve(&order, &patience()).await).state, OrderState::Success);
    }
}
