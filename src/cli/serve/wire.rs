//! A connection whose other end may be slow, silent or gone.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use super::super::watch;

/// How long one read or write waits before it is asked whether to go on.
const TICK: Duration = Duration::from_millis(100);
/// How long, and for how many bytes, what was not read is waited for: with it on its way, no answer would arrive.
const LINGER: (Duration, u64) = (Duration::from_secs(2), 64 << 20);

/// A connection. What is read and written must be so before a deadline, and before the program is asked to end.
#[derive(Debug)]
pub struct Wire {
    stream: TcpStream,
    deadline: Instant,
}

impl Wire {
    /// Of a connection that was accepted, which has so much time at first.
    ///
    /// # Errors
    /// When the connection is broken.
    pub fn new(stream: TcpStream, time: Duration) -> io::Result<Self> {
        stream.set_nonblocking(false)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(TICK))?;
        stream.set_write_timeout(Some(TICK))?;
        Ok(Self { stream, deadline: Instant::now() + time })
    }

    /// Gives it so much time from now on.
    pub fn allow(&mut self, time: Duration) {
        self.deadline = Instant::now() + time;
    }

    /// Whether the other end is gone.
    pub fn is_gone(&self) -> bool {
        let peeked = self.stream.set_nonblocking(true).and_then(|()| self.stream.peek(&mut [0]));
        let blocks = self.stream.set_nonblocking(false);
        match peeked {
            Ok(bytes) => bytes == 0,
            Err(error) => error.kind() != ErrorKind::WouldBlock || blocks.is_err(),
        }
    }

    /// Closes it, once the other end has what was written.
    pub fn close(mut self) {
        self.allow(LINGER.0);
        // The other end closes too, or had its time.
        if self.stream.shutdown(Shutdown::Write).is_ok() {
            let _ = io::copy(&mut Read::by_ref(&mut self).take(LINGER.1), &mut io::sink());
        }
    }

    fn patiently<T>(&mut self, mut act: impl FnMut(&mut TcpStream) -> io::Result<T>) -> io::Result<T> {
        // One that sends or takes a byte now and then is late too.
        while !watch::stopped() && Instant::now() < self.deadline {
            match act(&mut self.stream) {
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
                done => return done,
            }
        }
        Err(ErrorKind::TimedOut.into())
    }
}

impl Read for Wire {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.patiently(|stream| stream.read(buffer))
    }
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.patiently(|stream| stream.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpListener};

    use super::*;

    #[test]
    fn one_that_is_slow_or_gone_is_not_waited_for() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let mut other = TcpStream::connect(listener.local_addr().expect("an address")).expect("connected");
        let (stream, _) = listener.accept().expect("accepted");
        let mut wire = Wire::new(stream, Duration::from_millis(300)).expect("a connection");
        other.write_all(b"ab").expect("sent");
        let mut buffer = [0; 8];
        assert_eq!(wire.read(&mut buffer).expect("read"), 2);
        let started = Instant::now();
        assert_eq!(wire.read(&mut buffer).expect_err("nothing comes").kind(), ErrorKind::TimedOut);
        assert!(started.elapsed() < Duration::from_secs(5));
        other.write_all(b"c").expect("sent");
        assert_eq!(wire.read(&mut buffer).expect_err("too late").kind(), ErrorKind::TimedOut);
        wire.allow(Duration::from_secs(5));
        assert_eq!(wire.read(&mut buffer).expect("read"), 1);
        assert!(!wire.is_gone());
        drop(other);
        while !wire.is_gone() {
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}
