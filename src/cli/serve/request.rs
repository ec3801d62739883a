//! What a browser asks: the head of a request, as far as it matters here.

use std::io::{self, ErrorKind, Read};

use percent_encoding::percent_decode_str;

use super::wire::Wire;

/// The most bytes and headers of a head.
const MOST_HEAD: usize = 16 << 10;
const MOST_HEADERS: usize = 64;

/// Why a request is not answered: the status, and what is told.
pub type Refusal = (u16, &'static str);

/// The head of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `POST`, ...
    pub method: String,
    /// What stands before the query, as it came.
    pub path: String,
    /// Names and values of the query.
    pub query: Vec<(String, String)>,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// Bytes that follow.
    pub length: u64,
}

impl Request {
    /// Reads a head; gives it with the bytes of the body that came along. `None` where the other end asks nothing.
    ///
    /// # Errors
    /// When it is no request, or too large, or does not come in time.
    pub fn read(wire: &mut Wire) -> Result<Option<(Self, Vec<u8>)>, Refusal> {
        let (mut bytes, mut piece) = (Vec::new(), [0; 4096]);
        loop {
            let read = match wire.read(&mut piece) {
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::TimedOut && !bytes.is_empty() => {
                    return Err((408, "the request did not come in time"));
                }
                Err(_) => return Ok(None),
            };
            if read == 0 {
                return Ok(None);
            }
            bytes.extend_from_slice(&piece[..read]);
            if let Some((request, head)) = Self::parse(&bytes)? {
                return Ok(Some((request, bytes.split_off(head))));
            }
            if bytes.len() > MOST_HEAD {
                return Err((431, "the head of the request is too large"));
            }
        }
    }

    /// The head that stands in these bytes, and its length; `None` where more of it is to come.
    fn parse(bytes: &[u8]) -> Result<Option<(Self, usize)>, Refusal> {
        const WRONG: Refusal = (400, "this is no request");
        let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
        let mut parsed = httparse::Request::new(&mut headers);
        let head = match parsed.parse(bytes) {
            Ok(httparse::Status::Complete(head)) if head <= MOST_HEAD => head,
            Ok(httparse::Status::Partial) => return Ok(None),
            Err(httparse::Error::TooManyHeaders) | Ok(_) => return Err((431, "the head of the request is too large")),
            Err(_) => return Err(WRONG),
        };
        let target = parsed.path.unwrap_or_default();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let decoded = |text: &str| percent_decode_str(text).decode_utf8().map(|text| text.into_owned());
        let pairs = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decoded(name)?, decoded(value)?))
        });
        let query = pairs.collect::<Result<_, std::str::Utf8Error>>().map_err(|_| WRONG)?;
        let mut request =
            Self { method: parsed.method.unwrap_or_default().into(), path: path.into(), query, ..Self::default() };
        for header in parsed.headers.iter() {
            let value = std::str::from_utf8(header.value).map_err(|_| WRONG)?;
            request.headers.push((header.name.to_ascii_lowercase(), value.to_string()));
        }
        // Two of them could be understood in two ways.
        for name in ["host", "origin", "content-length", super::gate::HEADER] {
            if request.headers.iter().filter(|(known, _)| known == name).count() > 1 {
                return Err(WRONG);
            }
        }
        if request.header("transfer-encoding").is_some() {
            return Err((501, "a body needs its length"));
        }
        if let Some(length) = request.header("content-length") {
            let is_number = !length.is_empty() && length.bytes().all(|byte| byte.is_ascii_digit());
            request.length = length.parse().ok().filter(|_| is_number).ok_or(WRONG)?;
        }
        Ok(Some((request, head)))
    }

    /// A header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A value of the query; empty where there is none.
    pub fn value(&self, name: &str) -> &str {
        self.query.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
}

/// The body of a request, whole or not at all.
#[derive(Debug)]
pub struct Body<'w> {
    came: io::Cursor<Vec<u8>>,
    wire: &'w mut Wire,
    left: u64,
}

impl<'w> Body<'w> {
    /// Of bytes that came with the head, and those that still come; so many in all.
    pub fn new(came: Vec<u8>, wire: &'w mut Wire, length: u64) -> Self {
        Self { came: io::Cursor::new(came), wire, left: length }
    }

    /// All of it.
    ///
    /// # Errors
    /// When it does not come, or not in time.
    pub fn whole(mut self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

impl Read for Body<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        if most == 0 {
            return Ok(0);
        }
        let read = match self.came.read(&mut buffer[..most])? {
            0 => self.wire.read(&mut buffer[..most])?,
            read => read,
        };
        if read == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        self.left -= read as u64;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Option<(Request, usize)>, Refusal> {
        Request::parse(text.as_bytes())
    }

    #[test]
    fn a_head_is_read_with_its_query() {
        let text =
            "POST /put?name=a%20b%2Fc.txt&x HTTP/1.1\r\nHost: localhost:1\r\nX-A: b\r\nContent-Length: 12\r\n\r\nrest";
        let (request, head) = parsed(text).expect("a request").expect("whole");
        assert_eq!((request.method.as_str(), request.path.as_str(), request.length), ("POST", "/put", 12));
        assert_eq!((request.value("name"), request.value("x"), request.value("y")), ("a b/c.txt", "", ""));
        assert_eq!((request.header("host"), request.header("x-b")), (Some("localhost:1"), None));
        assert_eq!(&text[head..], "rest");
        assert_eq!(parsed(&text[..head - 1]), Ok(None));
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_refused() {
        let wrong = [
            ("nonsense\r\n\r\n", 400),
            ("GET /?a=%ff HTTP/1.1\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 501),
        ];
        for (text, status) in wrong {
            assert_eq!(parsed(text).expect_err(text).0, status, "{text}");
        }
        let many = format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(65));
        assert_eq!(parsed(&many).expect_err("too many").0, 431);
        let long = format!("GET / HTTP/1.1\r\na: {}\r\n\r\n", "b".repeat(MOST_HEAD));
        assert_eq!(parsed(&long).expect_err("too long").0, 431);
    }
}
