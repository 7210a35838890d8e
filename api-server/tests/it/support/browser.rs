//! A browser, as far as signing in goes: it keeps cookies and says from which page it asks.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use reqwest::header::{HeaderMap, HeaderName, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Response, StatusCode};
use serde_json::{Value, json};

use super::api::{Answer, Api};
use super::eventually;
use super::site::ADMIN_PASSWORD;

/// A browser at one API.
#[derive(Debug, Clone)]
pub(crate) struct Browser {
    client: Client,
    address: SocketAddr,
    pub(crate) cookies: BTreeMap<String, String>,
    pub(crate) headers: HeaderMap,
}

impl Browser {
    pub(crate) fn at(api: &Api) -> Self {
        Self::at_address(api.address)
    }

    /// A browser at this address.
    pub(crate) fn at_address(address: SocketAddr) -> Self {
        Self {
            address,
            ..Self::of_nobody()
        }
    }

    /// A browser at no API.
    pub(crate) fn of_nobody() -> Self {
        Self {
            client: Client::builder().redirect(Policy::none()).build().unwrap(),
            address: ([127, 0, 0, 1], 0).into(),
            cookies: BTreeMap::new(),
            headers: HeaderMap::new(),
        }
    }

    /// A browser in which the first administrator is signed in.
    pub(crate) async fn admin(api: &Api) -> Self {
        Self::admin_at(api.address).await
    }

    /// The same at this address.
    pub(crate) async fn admin_at(address: SocketAddr) -> Self {
        let mut browser = Self::at_address(address);
        eventually("the first administrator can sign in", async || {
            let answer = browser.sign_in("admin", ADMIN_PASSWORD).await;
            (answer.status == 200).then_some(())
        })
        .await;
        browser
    }

    /// The same with a header on every request.
    pub(crate) fn sending(mut self, name: &'static str, value: &str) -> Self {
        self.headers
            .insert(HeaderName::from_static(name), value.parse().unwrap());
        self
    }

    pub(crate) async fn sign_in(&mut self, name: &str, password: &str) -> Answer {
        let body = json!({"name": name, "password": password});
        self.send(Method::POST, "/api/v1/session", Some(&body)).await
    }

    /// Follows nothing; keeps what it is told to keep.
    pub(crate) async fn send(&mut self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let url = format!("http://{}{path}", self.address);
        self.visit(method, &url, body).await
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub(crate) async fn post(&mut self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    pub(crate) async fn delete(&mut self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None).await
    }

    /// The same at any address.
    pub(crate) async fn visit(&mut self, method: Method, url: &str, body: Option<&Value>) -> Answer {
        let mut request = self
            .client
            .request(method.clone(), url)
            .header("sec-fetch-site", "same-origin")
            .headers(self.headers.clone());
        if !self.cookies.is_empty() {
            let pairs: Vec<_> = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            request = request.header("cookie", pairs.join("; "));
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await.unwrap();
        self.keep(&response);
        Answer::read(&method, response).await
    }

    fn keep(&mut self, response: &Response) {
        for header in response.headers().get_all(SET_COOKIE) {
            let pair = header.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// A token of this scope, made by the administrator who is signed in here.
    pub(crate) async fn token(&mut self, name: &str, scope: &str) -> String {
        let made = self
            .post("/api/v1/tokens", &json!({"name": name, "scope": scope}))
            .await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
        made.json["token"].as_str().unwrap().to_owned()
    }
}
