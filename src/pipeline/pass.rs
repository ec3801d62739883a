//! One pass over the documents: threads read and work, results come back in the order of the documents.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;
use std::sync::{Mutex, PoisonError};

use super::project::Project;
use crate::axis::Period;
use crate::corpus::{self, Document, DocumentInfo};
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
    /// Its text.
    pub document: Document,
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
    let sizes: Vec<u64> = documents.iter().map(DocumentInfo::bytes).collect();
    watcher.stage(stage, Progress::Bytes, sizes.iter().sum());
    let threads = states.len();
    let states: Vec<Mutex<&mut S>> = states.iter_mut().map(Mutex::new).collect();
    let batch = |places: Range<usize>| -> Batch<T> {
        // Periods one after the other within a batch, as counters keep one stratum open.
        let mut order: Vec<usize> = places.collect();
        order.sort_by_key(|&index| (project.axis.place(index), index));
        let shares = shares(&order, |index| project.axis.place(index), threads);
        let next = AtomicUsize::new(0);
        let results: Mutex<Batch<T>> = Mutex::new(Vec::with_capacity(order.len()));
        project.pool().broadcast(|context| {
            let Some(state) = states.get(context.index()) else { return };
            let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
            while let Some(share) = shares.get(next.fetch_add(1, Ordering::Relaxed)) {
                for &index in *share {
                    if watcher.stopped() {
                        return;
                    }
                    let result = open(project, index, hashed).and_then(|opened| work(&mut state, opened));
                    watcher.advance(sizes[index]);
                    results.lock().unwrap_or_else(PoisonError::into_inner).push((index, result));
                }
            }
        });
        let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
        results.sort_by_key(|(index, _)| *index);
        results
    };
    std::thread::scope(|scope| {
        // A batch is handed over only when the one before is done with.
        let (hand, batches) = sync_channel::<Batch<T>>(0);
        scope.spawn(|| {
            let (hand, mut start) = (hand, 0);
            while start < documents.len() && !watcher.stopped() {
                let end = batch_end(&sizes, start, threads);
                if hand.send(batch(start..end)).is_err() {
                    return;
                }
                start = end;
            }
        });
        for results in batches {
            if watcher.stopped() {
                break;
            }
            for (index, result) in results {
                sink(&documents[index], result?)?;
            }
        }
        unless_stopped(watcher)?;
        Ok(())
    })
}

/// What was made of some documents, each with its place.
type Batch<T> = Vec<(usize, Result<T>)>;

/// The documents of a batch as threads take them: those of a period together, as it costs a thread something to go to another
/// period, but not so many that a thread is left without work.
fn shares(order: &[usize], period: impl Fn(usize) -> usize, threads: usize) -> Vec<&[usize]> {
    let most = (order.len() / (threads * SHARES)).max(1);
    order.chunk_by(|a, b| period(*a) == period(*b)).flat_map(|of_period| of_period.chunks(most)).collect()
}

/// Where the batch ends that begins at a document: each thread has one, if they are not too large together.
fn batch_end(sizes: &[u64], start: usize, threads: usize) -> usize {
    let mut bytes = 0;
    let mut end = start;
    while end < sizes.len() && end - start < BATCH_DOCUMENTS {
        bytes += sizes[end];
        let most = if end - start < threads { LARGE_BATCH_BYTES } else { BATCH_BYTES };
        if end > start && bytes > most {
            break;
        }
        end += 1;
    }
    end
}

fn open(project: &Project, document_place: usize, hashed: bool) -> Result<Opened<'_>> {
    let info = &project.corpus.documents[document_place];
    let document = if hashed { corpus::read(info)? } else { corpus::read_unhashed(info)? };
    let language = DocumentLanguage::of(&project.config.text, info, &document);
    let segments = project.segmenter.segment(&document, info, &language.analysed)?;
    let (period, place) = (project.axis.period(document_place), project.axis.place(document_place));
    Ok(Opened { info, document, language, segments, document_place, period, place })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_bounded_and_gives_each_thread_a_document() {
        let mb = |sizes: &[u64]| sizes.iter().map(|size| size << 20).collect::<Vec<_>>();
        assert_eq!(batch_end(&mb(&[3, 3, 3, 3]), 0, 2), 2);
        assert_eq!(batch_end(&mb(&[7, 7, 7, 7]), 0, 2), 2);
        assert_eq!(batch_end(&mb(&[7, 7, 7, 7]), 1, 3), 4);
        assert_eq!(batch_end(&mb(&[40, 40]), 0, 2), 1);
        assert_eq!(batch_end(&mb(&[400, 1]), 0, 2), 1);
        assert_eq!(batch_end(&vec![10; 9000], 0, 2), BATCH_DOCUMENTS);
        assert_eq!(batch_end(&[], 0, 2), 0);
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
