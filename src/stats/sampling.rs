//! Samples with known probabilities.

use super::number::float;

/// The probability that a message of each stratum has to be among `n` that are drawn.
///
/// A stratum of N messages gets a share of the sample in proportion to sqrt N (power allocation; Bankier 1988), all of
/// it at most. So a small stratum is drawn from more densely than a large one, and no message has the probability 0.
/// `sizes` are the messages of the strata; the probabilities of all messages add up to `n`, or to all of them where `n`
/// is more.
pub fn inclusion_probabilities(sizes: &[u64], n: u64) -> Vec<f64> {
    let mut whole: Vec<bool> = sizes.iter().map(|&size| size == 0).collect();
    loop {
        let taken: u64 = sizes.iter().zip(&whole).filter(|(_, whole)| **whole).map(|(size, _)| size).sum();
        let roots: f64 =
            sizes.iter().zip(&whole).filter(|(_, whole)| !**whole).map(|(&size, _)| float(size).sqrt()).sum();
        let scale = if roots > 0.0 { float(n.saturating_sub(taken)) / roots } else { 0.0 };
        let full = |size: u64| scale >= float(size).sqrt();
        let more: Vec<bool> = sizes.iter().zip(&whole).map(|(&size, &whole)| whole || full(size)).collect();
        if more == whole {
            let probability = |(&size, &whole): (&u64, &bool)| match (size, whole) {
                (0, _) => 0.0,
                (_, true) => 1.0,
                _ => scale / float(size).sqrt(),
            };
            return sizes.iter().zip(&whole).map(probability).collect();
        }
        whole = more;
    }
}

/// Draws with these probabilities, by equal steps through the list from a random `start` below 1 (Madow 1949).
///
/// Each item is drawn with its probability; of neighbours in the list, such as those of one stratum, as many as their
/// probabilities add up to, rounded up or down. Gives the places that are drawn, in order. As many as the probabilities
/// add up to, to the nearest whole number.
pub fn systematic(probabilities: &[f64], start: f64) -> Vec<usize> {
    let mut drawn = Vec::new();
    let mut sum = 0.0;
    for (place, probability) in probabilities.iter().enumerate() {
        sum += probability;
        if sum > start + float(drawn.len() as u64) {
            drawn.push(place);
        }
    }
    // The sum may fall short of the last step by what additions round.
    let wanted = sum.round() as usize;
    if drawn.len() < wanted
        && let Some(last) =
            (0..probabilities.len()).rev().find(|place| probabilities[*place] > 0.0 && !drawn.contains(place))
    {
        drawn.push(last);
        drawn.sort_unstable();
    }
    drawn
}
