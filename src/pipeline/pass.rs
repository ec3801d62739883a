//! One pass over the documents: threads read and work, results come back in the order of the documents.

use std::iter::Peekable;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::project::Project;
use crate::axis::Period;
use crate::corpus::{self, Document, DocumentInfo, Reading};
use crate::error::Result;
use crate::language::DocumentLanguage;
use crate::segment::Segmented;
use crate::watch::{Progress, Watcher, unless_stopped};

/// Text of the documents of a batch, in bytes.
const BATCH_BYTES: u64 = 8 << 20;
/// Documents of a batch, at most.
const BATCH_DOCUMENTS: usize = 4096;
/// Text of a batch where documents are so large that otherwise a thread would have none, in bytes at most.
const LARGE_BATCH_BYTES: u64 = 64 << 20;

/// Shares of a thread in the documents of a batch, at least.
const SHARES: usize = 8;

/// A document with its segments, as a pass hands it to its work.
#[derive(Debug)]
pub struct Opened<'p> {
    /// What is known of it.
    pub info: &'p DocumentInfo,
    /// How its text was read.
    pub reading: Reading,
    /// SHA-256 of its file; empty where it is not wanted.
    pub sha256: String,
    /// Its language.
    pub language: DocumentLanguage,
    /// Its segments.
    pub segments: Segmented,
    /// Its place among the documents.
    pub document_place: usize,
    /// Its period.
    pub period: &'p Period,
    /// The place of its period on the axis.
    pub place: usize,
}

/// Reads all documents with the project's threads, with the hash of each where `hashed` is set. Each thread owns one of
/// `states`; `work` turns a document into a result, and `sink` gets the results in the order of the documents, while the next
/// batch is read. Memory holds two batches of documents.
///
/// # Errors
/// The error of the first document that fails, the error of the sink, or that the user stopped the run.
pub fn pass<S: Send, T: Send>(
    project: &Project,
    watcher: &dyn Watcher,
    stage: &str,
    hashed: bool,
    states: &mut [S],
    work: impl Fn(&mut S, Opened<'_>) -> Result<T> + Sync,
    mut sink: impl FnMut(&DocumentInfo, T) -> Result<()>,
) -> Result<()> {
    let documents = &project.corpus.documents;
    watcher.stage(stage, Progress::Bytes, documents.iter().map(|info| info.bytes()).sum());
    let threads = states.len();
    let states: Vec<Mutex<&mut S>> = states.iter_mut().map(Mutex::new).collect();
    let made = |first: usize, infos: Vec<(DocumentInfo, u64)>| -> Batch<T> {
        let period = |index: usize| project.axis.place(first + index);
        // Periods one after the other within a batch, as counters keep one stratum open.
        let mut order: Vec<usize> = (0..infos.len()).collect();
        order.sort_by_key(|&index| (period(index), index));
        let shares = shares(&order, period, threads);
        let next = AtomicUsize::new(0);
        let results: Mutex<Vec<(usize, Result<T>)>> = Mutex::new(Vec::with_capacity(order.len()));
        project.pool().broadcast(|context| {
            let Some(state) = states.get(context.index()) else { return };
            let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
            while let Some(share) = shares.get(next.fetch_add(1, Ordering::Relaxed)) {
                for &index in *share {
                    if watcher.stopped() {
                        return;
                    }
                    let (info, bytes) = &infos[index];
                    let opened = open(project, info, first + index, hashed);
                    let result = opened.and_then(|opened| work(&mut state, opened));
                    watcher.advance(*bytes);
                    results.lock().unwrap_or_else(PoisonError::into_inner).push((index, result));
                }
            }
        });
        let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
        results.sort_by_key(|(index, _)| *index);
        infos.into_iter().zip(results).map(|((info, _), (_, result))| (info, result)).collect()
    };
    let with_size = |info: DocumentInfo| {
        let bytes = info.bytes();
        (info, bytes)
    };
    let (mut infos, mut first) = (documents.iter().map(with_size).peekable(), 0);
    let next = || {
        if watcher.stopped() || infos.peek().is_none() {
            return None;
        }
        let of_batch = batch(&mut infos, threads);
        let number = of_batch.len();
        let made = made(first, of_batch);
        first += number;
        Some(made)
    };
    each_batch(next, |results| {
        unless_stopped(watcher)?;
        documents.check()?;
        for (info, result) in results {
            unless_stopped(watcher)?;
            sink(&info, result?)?;
        }
        Ok(())
    })?;
    unless_stopped(watcher)?;
    documents.check()
}

/// Takes each batch, while the next one is made.
#[cfg(not(target_family = "wasm"))]
fn each_batch<T: Send>(
    mut next: impl FnMut() -> Option<Batch<T>> + Send,
    mut take: impl FnMut(Batch<T>) -> Result<()>,
) -> Result<()> {
    std::thread::scope(|scope| {
        // A batch is handed over only when the one before is done with.
        let (hand, batches) = std::sync::mpsc::sync_channel::<Batch<T>>(0);
        scope.spawn(move || {
            while let Some(batch) = next() {
                if hand.send(batch).is_err() {
                    return;
                }
            }
        });
        batches.into_iter().try_for_each(&mut take)
    })
}

/// Takes each batch; a page of a browser has one thread.
#[cfg(target_family = "wasm")]
fn each_batch<T: Send>(
    next: impl FnMut() -> Option<Batch<T>> + Send,
    take: impl FnMut(Batch<T>) -> Result<()>,
) -> Result<()> {
    std::iter::from_fn(next).try_for_each(take)
}

/// Some documents, each with what was made of it.
type Batch<T> = Vec<(DocumentInfo, Result<T>)>;

/// The documents of a batch as threads take them: those of a period together, as it costs a thread something to go to another
/// period, but not so many that a thread is left without work.
fn shares(order: &[usize], period: impl Fn(usize) -> usize, threads: usize) -> Vec<&[usize]> {
    let most = (order.len() / (threads * SHARES)).max(1);
    order.chunk_by(|a, b| period(*a) == period(*b)).flat_map(|of_period| of_period.chunks(most)).collect()
}

/// Takes the next batch of documents, given with their sizes: each thread has one, if they are not too large together.
fn batch<D>(documents: &mut Peekable<impl Iterator<Item = (D, u64)>>, threads: usize) -> Vec<(D, u64)> {
    let (mut bytes, mut taken) = (0, Vec::new());
    while taken.len() < BATCH_DOCUMENTS {
        let most = if taken.len() < threads { LARGE_BATCH_BYTES } else { BATCH_BYTES };
        let fits = |(_, size): &(D, u64)| taken.is_empty() || bytes + size <= most;
        let Some(document) = documents.next_if(fits) else { break };
        bytes += document.1;
        taken.push(document);
    }
    taken
}

/// Reads a document and splits it into segments.
///
/// # Errors
/// When it cannot be read.
pub(super) fn open<'p>(
    project: &'p Project,
    info: &'p DocumentInfo,
    document_place: usize,
    hashed: bool,
) -> Result<Opened<'p>> {
    let document = if hashed { corpus::read(info)? } else { corpus::read_unhashed(info)? };
    let language = DocumentLanguage::of(&project.config.text, info, &document, project.corpus.documents.len());
    let segments = project.segmenter.segment(&document, info, &language.analysed)?;
    let (period, place) = (project.axis.period(document_place), project.axis.place(document_place));
    // Its text stands in the segments by now.
    let Document { reading, sha256, .. } = document;
    Ok(Opened { info, reading, sha256, language, segments, document_place, period, place })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_bounded_and_gives_each_thread_a_document() {
        let batches = |sizes: &[u64], threads| {
            let mut documents = sizes.iter().zip(0..).map(|(size, place)| (place, *size)).peekable();
            let mut lengths = Vec::new();
            while documents.peek().is_some() {
                lengths.push(batch::<usize>(&mut documents, threads).len());
            }
            lengths
        };
        let mb = |sizes: &[u64], threads| batches(&sizes.iter().map(|size| size << 20).collect::<Vec<_>>(), threads);
        assert_eq!(mb(&[3, 3, 3, 3], 2), [2, 2]);
        assert_eq!(mb(&[7, 7, 7, 7], 2), [2, 2]);
        assert_eq!(mb(&[7, 7, 7, 7], 3), [3, 1]);
        assert_eq!(mb(&[40, 40], 2), [1, 1]);
        assert_eq!(mb(&[400, 1], 2), [1, 1]);
        assert_eq!(batches(&vec![10; 9000], 2), [BATCH_DOCUMENTS, BATCH_DOCUMENTS, 9000 - 2 * BATCH_DOCUMENTS]);
        assert_eq!(batches(&[], 2), [0; 0]);
    }

    #[test]
    fn documents_of_a_period_stay_together() {
        let periods = [0, 0, 0, 1, 1, 2];
        let order: Vec<usize> = (0..6).collect();
        let lengths = |threads| -> Vec<usize> {
            shares(&order, |index| periods[index], threads).iter().map(|share| share.len()).collect()
        };
        assert_eq!(lengths(1), [1, 1, 1, 1, 1, 1], "few documents are shared out one by one");
        let order: Vec<usize> = (0..600).collect();
        let of_period = shares(&order, |index| index / 30, 2);
        assert_eq!(of_period.iter().map(|share| share.len()).collect::<Vec<_>>(), [30; 20]);
        assert_eq!(shares(&order, |_| 0, 2).len(), 17);
    }
}
