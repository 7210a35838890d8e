//! An RTSP client that does nothing by itself, so that a test sees exactly what the server sent.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;

use simulator::Simulator;

/// Longest wait for anything; a server that never answers is told from one that is slow by [`Client::is_silent`].
const LIMIT: Duration = Duration::from_mins(1);

/// One connection.
pub(crate) struct Client {
    stream: BufReader<TcpStream>,
    base: String,
    sequence: u32,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// An RTP packet.
#[derive(Debug)]
pub(crate) struct Packet {
    pub(crate) channel: u8,
    pub(crate) sequence: u16,
    pub(crate) time: u32,
    pub(crate) marker: bool,
    /// Type of the unit or aggregation (RFC 6184 §5.2).
    pub(crate) kind: u8,
}

impl Answer {
    pub(crate) fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(key, _)| key == name);
        found.map_or_else(|| panic!("no {name} in {self:?}"), |(_, value)| value)
    }

    pub(crate) fn session(&self) -> String {
        self.header("Session").split(';').next().unwrap().to_owned()
    }
}

impl Client {
    /// Connects for a camera of the simulator.
    pub(crate) async fn connect(simulator: &Simulator, camera: &str) -> Self {
        Self::connect_to(simulator.rtsp_addresses()[0], camera).await
    }

    pub(crate) async fn connect_to(address: SocketAddr, camera: &str) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        Self {
            stream: BufReader::new(stream),
            base: format!("rtsp://{address}/{camera}"),
            sequence: 0,
        }
    }

    pub(crate) fn url(&self) -> &str {
        &self.base
    }

    /// Sends a request for the camera; `headers` are whole lines.
    pub(crate) async fn send(&mut self, method: &str, headers: &[&str]) {
        self.sequence += 1;
        let lines: String = headers.iter().flat_map(|line| [line, "\r\n"]).collect();
        let text = format!(
            "{method} {} RTSP/1.0\r\nCSeq: {}\r\n{lines}\r\n",
            self.base, self.sequence
        );
        self.send_raw(text.as_bytes()).await;
    }

    pub(crate) async fn send_raw(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.unwrap();
    }

    /// Asks; `None` where the server closes the connection instead.
    pub(crate) async fn try_ask(&mut self, method: &str, headers: &[&str]) -> Option<Answer> {
        self.send(method, headers).await;
        self.answer().await
    }

    /// Asks and checks the number of the answer.
    pub(crate) async fn ask(&mut self, method: &str, headers: &[&str]) -> Answer {
        let answer = self.try_ask(method, headers).await.expect("an answer");
        assert_eq!(answer.header("CSeq"), self.sequence.to_string());
        answer
    }

    /// The next answer; packets before it are dropped.
    pub(crate) async fn answer(&mut self) -> Option<Answer> {
        timeout(LIMIT, async {
            loop {
                match self.stream.read_u8().await.ok()? {
                    b'$' => {
                        self.packet_behind_dollar().await?;
                    }
                    first => return self.answer_behind(first).await,
                }
            }
        })
        .await
        .expect("an answer or an end within a minute")
    }

    async fn answer_behind(&mut self, first: u8) -> Option<Answer> {
        let mut head = vec![first];
        while !head.ends_with(b"\r\n\r\n") {
            head.push(self.stream.read_u8().await.ok()?);
        }
        let head = String::from_utf8(head).unwrap();
        let mut lines = head.lines();
        let status = lines
            .next()?
            .strip_prefix("RTSP/1.0 ")?
            .split(' ')
            .next()?
            .parse()
            .ok()?;
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let mut answer = Answer {
            status,
            headers,
            body: Vec::new(),
        };
        let length = answer
            .headers("Content-Length")
            .next()
            .map_or(0, |length| length.parse().unwrap());
        answer.body.resize(length, 0);
        self.stream.read_exact(&mut answer.body).await.ok()?;
        Some(answer)
    }

    /// Everything up to the end of the connection.
    pub(crate) async fn rest(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        timeout(LIMIT, self.stream.read_to_end(&mut bytes))
            .await
            .expect("an end within a minute")
            .unwrap();
        bytes
    }

    /// Whether nothing comes for a while, not even an end.
    pub(crate) async fn is_silent(&mut self) -> bool {
        timeout(Duration::from_millis(300), self.stream.read_u8())
            .await
            .is_err()
    }

    /// Sets a session up and plays it; gives its id.
    pub(crate) async fn play(&mut self) -> String {
        let setup = self
            .ask("SETUP", &["Transport: RTP/AVP/TCP;unicast;interleaved=0-1"])
            .await;
        assert_eq!(setup.status, 200);
        let session = setup.session();
        assert_eq!(
            self.ask("PLAY", &[&format!("Session: {session}")]).await.status,
            200
        );
        session
    }

    /// The next packet; nothing but packets may come.
    pub(crate) async fn packet(&mut self) -> Packet {
        timeout(LIMIT, async {
            assert_eq!(self.stream.read_u8().await.unwrap(), b'$');
            self.packet_behind_dollar().await.unwrap()
        })
        .await
        .expect("a packet within a minute")
    }

    async fn packet_behind_dollar(&mut self) -> Option<Packet> {
        let channel = self.stream.read_u8().await.ok()?;
        let mut bytes = vec![0; self.stream.read_u16().await.ok()?.into()];
        self.stream.read_exact(&mut bytes).await.ok()?;
        Some(Packet {
            channel,
            sequence: u16::from_be_bytes([bytes[2], bytes[3]]),
            time: u32::from_be_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]),
            marker: bytes[1] & 0x80 != 0,
            kind: bytes[12] & 0x1f,
        })
    }
}
