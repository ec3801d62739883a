//! Random numbers: PCG-64 (O'Neill 2014), one independent stream for each purpose and replicate.
//!
//! A replicate draws from a stream that depends only on the seed, the name of the purpose and the number of the
//! replicate. So a result is the same for any number of threads and in any order of work.

use rand_pcg::Pcg64;
use rand_pcg::rand_core::Rng;

use crate::watch::{Watcher, leave_if_stopped};

/// The generator by name, for the record of a run.
pub const GENERATOR: &str = "PCG-64 (XSL RR 128/64), a stream for each purpose and replicate";

/// What random numbers are drawn for: a seed and a name, such as `theme_change/privacy/2017/2019`.
///
/// ```
/// use themeshift::stats::random::Purpose;
/// let purpose = Purpose::new(20_120_913, "rate/privacy/2017");
/// assert_eq!(purpose.replicate(7).below(100), purpose.replicate(7).below(100));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Purpose<'w> {
    key: u64,
    watcher: Option<&'w dyn Watcher>,
}

impl<'w> Purpose<'w> {
    /// Makes the purpose `name` under `seed`. Different names give unrelated streams.
    pub fn new(seed: u64, name: &str) -> Self {
        // FNV-1a, 64 bits: fixed for ever, unlike the hashers of the standard library.
        let hash = name
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
        Self { key: mix(mix(seed) ^ hash), watcher: None }
    }

    /// The same; once the user wants to stop, the next replicate [leaves](leave_if_stopped) what draws them.
    #[must_use]
    pub fn watched(self, watcher: &'w dyn Watcher) -> Self {
        Self { watcher: Some(watcher), ..self }
    }

    /// The stream of one replicate.
    pub fn replicate(&self, index: u64) -> Source {
        self.watcher.iter().for_each(|watcher| leave_if_stopped(*watcher));
        let word = |salt: u64| u128::from(mix(self.key ^ mix(index.wrapping_mul(4).wrapping_add(salt))));
        Source { generator: Pcg64::new(word(0) << 64 | word(1), word(2) << 64 | word(3)) }
    }
}

/// A stream of random numbers.
#[derive(Debug, Clone)]
pub struct Source {
    generator: Pcg64,
}

impl Source {
    /// A whole number below `bound`, each equally likely (Lemire 2019). 0 where `bound` is 0 or 1.
    #[inline]
    pub fn below(&mut self, bound: u64) -> u64 {
        if bound < 2 {
            return 0;
        }
        let mut draw = u128::from(self.generator.next_u64()) * u128::from(bound);
        // The remainder, which takes as long as all else, is below the bound, so it is seldom needed.
        if low_half(draw) < bound {
            let least = bound.wrapping_neg() % bound;
            // The chance to draw again is below 1/2 each time, so a hundred draws in a row have it below 1e-30.
            for _ in 1..100 {
                if low_half(draw) >= least {
                    break;
                }
                draw = u128::from(self.generator.next_u64()) * u128::from(bound);
            }
        }
        high_half(draw)
    }

    /// An index into a slice of length `len`, each equally likely. 0 where `len` is 0 or 1.
    #[inline]
    pub fn index(&mut self, len: usize) -> usize {
        usize::try_from(self.below(len as u64)).unwrap_or(0)
    }

    /// A number from 0 up to but not including 1, in steps of 2^-53.
    pub fn unit(&mut self) -> f64 {
        (self.generator.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Moves a random choice of `count` items to the front of the slice, each choice equally likely (Fisher-Yates).
    pub fn choose<T>(&mut self, items: &mut [T], count: usize) {
        for front in 0..count.min(items.len()) {
            let other = front + self.index(items.len() - front);
            items.swap(front, other);
        }
    }
}

/// SplitMix64 (Steele, Lea and Flood 2014): spreads a number over all its bits.
fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn low_half(value: u128) -> u64 {
    value as u64
}

fn high_half(value: u128) -> u64 {
    low_half(value >> 64)
}
