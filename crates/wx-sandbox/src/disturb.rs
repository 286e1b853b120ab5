//! Carries out what the plan says about a request: before it takes effect, and after.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use serde_json::json;

use crate::body::Body;
use crate::fault::{Fault, Fired, Place, Subject};
use crate::gateway::Gateway;
use crate::line::Wire;
use crate::router::{Request, bare, dispatch, json};
use crate::spoil::Spoil;

/// Serves one request, as disturbed as the plan wants it.
pub(crate) async fn serve(gateway: &Arc<Gateway>, wire: &Wire, mut request: Request) -> Response<Body> {
    request.fired = draw(gateway, &request);
    let Some(Fired { fault, .. }) = request.fired else { return served(gateway, &request).await };
    match fault {
        Fault::ResetBefore => {
            gateway.note(&request, 0, None, None);
            wire.cut(0, true);
            bare(StatusCode::OK).map(Body::Whole)
        }
        Fault::DelayedCommit(millis) => {
            gateway.note(&request, 0, None, None);
            gateway.courier.hold(Arc::clone(gateway), request, Duration::from_millis(millis.into()));
            wire.cut(0, true);
            bare(StatusCode::OK).map(Body::Whole)
        }
        Fault::ErrorBefore => {
            gateway.note(&request, 500, None, None);
            broken()
        }
        Fault::TooMany(seconds) => {
            gateway.note(&request, 429, None, None);
            busy(seconds)
        }
        Fault::RotateCertificate => {
            // A key that cannot be made leaves the old certificate signing.
            let _ = gateway.rotate_certificate().await;
            served(gateway, &request).await
        }
        Fault::ClockSkew(seconds) => {
            gateway.clock.set_offset(seconds.into());
            served(gateway, &request).await
        }
        _ => {
            let stranger = gateway.faults.stranger(&request);
            let answer = served(gateway, &request).await;
            after(fault, wire, answer, stranger)
        }
    }
}

fn draw(gateway: &Gateway, request: &Request) -> Option<Fired> {
    let operation = request.inner_method();
    let subject = Subject::new(request.host.as_str(), request.method.as_str(), &request.path)
        .with_operation(&operation)
        .with_stranger(gateway.faults.stranger(request).is_some());
    gateway.faults.draw(Place::Request, &subject)
}

/// Serves, and remembers the answer if it is a good one.
async fn served(gateway: &Arc<Gateway>, request: &Request) -> Response<Body> {
    let (head, body) = dispatch(gateway, request).into_parts();
    let body = match body {
        Body::Whole(full) => full.collect().await.map(|whole| whole.to_bytes()).unwrap_or_default(),
        pieces @ Body::Pieces(_) => return Response::from_parts(head, pieces),
    };
    if head.status == StatusCode::OK && head.extensions.get::<Spoil>().is_none() {
        gateway.faults.remember(request, &head.headers, &body);
    }
    Response::from_parts(head, Body::Whole(Full::new(body)))
}

/// What becomes of an answer whose request took effect.
fn after(
    fault: Fault,
    wire: &Wire,
    answer: Response<Body>,
    stranger: Option<crate::faults::Remembered>,
) -> Response<Body> {
    match (fault, stranger) {
        (Fault::ResetAfter, _) => wire.cut(0, true),
        (Fault::SlowDrip(millis), _) => wire.drip(Duration::from_millis(millis.into())),
        (Fault::Truncated(bytes), _) => wire.cut(usize::try_from(bytes).unwrap_or(usize::MAX), false),
        (Fault::Html502, _) => return html(),
        (Fault::ErrorAfter, _) => return broken(),
        (Fault::Swapped, Some(stranger)) => {
            let mut response = Response::new(Body::Whole(Full::new(stranger.body)));
            *response.headers_mut() = stranger.headers;
            return response;
        }
        _ => {}
    }
    answer
}

fn html() -> Response<Body> {
    let page = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n\
                <center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n";
    let mut response = Response::new(Body::Whole(Full::new(Bytes::from_static(page.as_bytes()))));
    *response.status_mut() = StatusCode::BAD_GATEWAY;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
    response
}

fn broken() -> Response<Body> {
    let body = json!({ "code": "SYSTEM_ERROR", "message": "系统错误" });
    json(StatusCode::INTERNAL_SERVER_ERROR, &body).map(Body::Whole)
}

fn busy(seconds: u32) -> Response<Body> {
    let body = json!({ "code": "FREQUENCY_LIMITED", "message": "频率超限" });
    let mut response = json(StatusCode::TOO_MANY_REQUESTS, &body).map(Body::Whole);
    if seconds > 0 {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}
