//! Who may ask: the page that this program opened, and nobody else, be it another page of the same browser.

use sha2::{Digest, Sha256};

use super::request::{Refusal, Request};
use crate::error::{Error, ErrorKind, Result};

/// The header with the key, in lower case.
pub const HEADER: &str = "x-themeshift-token";
/// Random bytes of a key.
const BYTES: usize = 32;

/// What is looked for in each request.
#[derive(Debug)]
pub struct Gate {
    token: String,
    hash: [u8; 32],
    /// The names of this machine, with the port.
    hosts: [String; 2],
}

impl Gate {
    /// For a server at this port, with a new key.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn new(port: u16) -> Result<Self> {
        let mut bytes = [0; BYTES];
        getrandom::fill(&mut bytes)
            .map_err(|error| Error::new(ErrorKind::Usage, format!("the system gives no random numbers: {error}")))?;
        let token = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self::with_token(token, port))
    }

    fn with_token(token: String, port: u16) -> Self {
        // Browsers leave the usual port out.
        let host = |name: &str| if port == 80 { name.to_string() } else { format!("{name}:{port}") };
        Self { hash: Sha256::digest(&token).into(), hosts: ["127.0.0.1", "localhost"].map(host), token }
    }

    /// The address of the page.
    pub fn address(&self) -> String {
        format!("http://{}/?token={}", self.hosts[0], self.token)
    }

    /// Lets a request in that comes from the page, or that loads it.
    ///
    /// # Errors
    /// When it comes from elsewhere, under another name of this machine, or without the key.
    pub fn check(&self, request: &Request, loads_page: bool) -> std::result::Result<(), Refusal> {
        // A name that was made to lead here would make this a site of its owner.
        let Some(host) = request.header("host").filter(|host| self.hosts.iter().any(|known| known == host)) else {
            return Err((403, "this machine has another name here: open the address that the program printed"));
        };
        if request.header("origin").is_some_and(|origin| origin.strip_prefix("http://") != Some(host)) {
            return Err((403, "another page may not ask"));
        }
        if request.header("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none") {
            return Err((403, "another page may not ask"));
        }
        let token = if loads_page { request.value("token") } else { request.header(HEADER).unwrap_or_default() };
        // Of hashes it does not matter how long the comparison takes.
        if Sha256::digest(token).as_slice() != self.hash {
            return Err((403, "the key is missing or wrong: open the address that the program printed"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(headers: &[(&str, &str)]) -> Request {
        let headers = headers.iter().map(|(name, value)| ((*name).to_string(), (*value).to_string())).collect();
        Request { query: vec![("token".into(), "key".into())], headers, ..Request::default() }
    }

    #[test]
    fn only_the_page_with_the_key_is_let_in() {
        let gate = Gate::with_token("key".into(), 4000);
        assert_eq!(gate.address(), "http://127.0.0.1:4000/?token=key");
        let (host, token) = (("host", "127.0.0.1:4000"), (HEADER, "key"));
        let inside: [&[(&str, &str)]; 4] = [
            &[host, token],
            &[("host", "localhost:4000"), token, ("origin", "http://localhost:4000")],
            &[host, token, ("origin", "http://127.0.0.1:4000"), ("sec-fetch-site", "same-origin")],
            &[host, token, ("sec-fetch-site", "none")],
        ];
        for headers in inside {
            assert_eq!(gate.check(&request(headers), false), Ok(()), "{headers:?}");
        }
        let outside: [&[(&str, &str)]; 12] = [
            &[token],
            &[host],
            &[host, (HEADER, "")],
            &[host, (HEADER, "Key")],
            &[host, (HEADER, "key ")],
            &[("host", "127.0.0.1"), token],
            &[("host", "127.0.0.1:4001"), token],
            &[("host", "evil.example:4000"), token],
            &[host, token, ("origin", "null")],
            &[host, token, ("origin", "http://localhost:4000")],
            &[host, token, ("origin", "https://127.0.0.1:4000")],
            &[host, token, ("sec-fetch-site", "same-site")],
        ];
        for headers in outside {
            assert!(gate.check(&request(headers), false).is_err(), "{headers:?}");
        }
        assert_eq!(gate.check(&request(&[host]), true), Ok(()));
        assert!(gate.check(&Request { query: Vec::new(), ..request(&[host, token]) }, true).is_err());
    }

    #[test]
    fn keys_are_long_and_new() {
        let [one, other] = [0, 0].map(|port| Gate::new(port).expect("random bytes").token);
        assert_eq!(one.len(), 64);
        assert_ne!(one, other);
    }
}
