//! Role `serve`, and a client for it.

use std::net::SocketAddr;

use api_server::serve::Config;
use api_server::service::Service;
use api_server::shutdown::Shutdown;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, IF_MATCH};
use reqwest::{Client, Method, Response, StatusCode};
use serde_json::Value;

use super::conformance;

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    pub(crate) text: String,
    /// `Null` when the body is not JSON.
    pub(crate) json: Value,
}

impl Answer {
    /// Reads the answer to a request with this method. One of the API must be as its document says.
    pub(crate) async fn read(method: &Method, response: Response) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        let url = response.url().clone();
        // A live stream has no end.
        let is_stream = headers
            .get(CONTENT_TYPE)
            .is_some_and(|kind| kind == "text/event-stream");
        let body = if is_stream {
            Vec::new()
        } else {
            response.bytes().await.unwrap().to_vec()
        };
        conformance::check(method, &url, status, &headers, &body);
        let text = String::from_utf8_lossy(&body).into_owned();
        let json = serde_json::from_str(&text).unwrap_or_default();
        Self {
            status,
            headers,
            body,
            text,
            json,
        }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map(|value| value.to_str().unwrap())
            .unwrap_or_default()
    }
}

/// Asks once.
pub(crate) async fn ask(address: SocketAddr, method: Method, path: &str) -> Answer {
    ask_with(address, method, path, HeaderMap::new()).await
}

/// Asks once, with these headers.
pub(crate) async fn ask_with(address: SocketAddr, method: Method, path: &str, headers: HeaderMap) -> Answer {
    let response = Client::new()
        .request(method.clone(), format!("http://{address}{path}"))
        .headers(headers)
        .send()
        .await
        .unwrap();
    Answer::read(&method, response).await
}

/// The header of a bearer token.
pub(crate) fn bearer(token: &str) -> HeaderMap {
    let value = format!("Bearer {token}").parse().unwrap();
    HeaderMap::from_iter([(AUTHORIZATION, value)])
}

/// A running role `serve`.
#[derive(Debug)]
pub(crate) struct Api {
    pub(crate) address: SocketAddr,
    pub(crate) shutdown: Shutdown,
}

impl Api {
    pub(crate) async fn start(config: Config) -> Self {
        let shutdown = Shutdown::default();
        let service = Service::bind(config, shutdown.clone()).await.unwrap();
        let address = service.address();
        conformance::watch(address);
        tokio::spawn(service.run());
        Self { address, shutdown }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        ask(self.address, Method::GET, path).await
    }

    pub(crate) async fn post(&self, path: &str) -> Answer {
        ask(self.address, Method::POST, path).await
    }

    /// Sends a JSON body.
    pub(crate) async fn send(&self, method: Method, path: &str, body: &Value) -> Answer {
        self.send_if(method, path, "", body).await
    }

    /// Sends a JSON body on the condition of an entity tag, if one is given.
    pub(crate) async fn send_if(&self, method: Method, path: &str, tag: &str, body: &Value) -> Answer {
        let mut request = Client::new()
            .request(method.clone(), format!("http://{}{path}", self.address))
            .json(body);
        if !tag.is_empty() {
            request = request.header(IF_MATCH, tag);
        }
        Answer::read(&method, request.send().await.unwrap()).await
    }

    pub(crate) async fn head(&self, path: &str) -> Answer {
        ask(self.address, Method::HEAD, path).await
    }
}

impl Drop for Api {
    fn drop(&mut self) {
        self.shutdown.stop();
    }
}
