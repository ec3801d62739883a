//! Measured coverage of the candidate intervals of a rate.

use themeshift::stats::bootstrap::Bootstrap;
use themeshift::stats::random::{Purpose, Source};
use themeshift::stats::rate::{RateSums, Unit};
use themeshift::stats::Interval;

const SEED: u64 = 20_120_913;

fn normal(source: &mut Source) -> f64 {
    let (u, v) = (1.0 - source.unit(), source.unit());
    (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
}

fn population(prevalence: f64) -> Vec<Unit> {
    let mut source = Purpose::new(SEED, &format!("population/{prevalence}")).replicate(0);
    (0..100_000)
        .map(|_| {
            let tokens = (45.0 * (0.7 * normal(&mut source)).exp()).round().clamp(5.0, 600.0) as u64;
            let present = source.unit() < prevalence;
            let mut hits = 0;
            if present {
                hits = 1;
                let more = 0.45 + 0.1 * ((tokens as f64) / 45.0).min(3.0);
                while hits < tokens && source.unit() < more { hits += 1; }
            }
            Unit { hits, tokens }
        })
        .collect()
}

#[test]
#[ignore]
fn coverage() {
    let runs = 1000_u64;
    let replicates = 999;
    println!("| messages | prevalence | none | percentile | BCa | studentised | linearised | log |");
    for k in [15_usize, 30, 50, 200] {
        for prevalence in [0.02, 0.05, 0.1, 0.2, 0.4, 0.6] {
            let all = population(prevalence);
            let truth = RateSums::of(&all).per_1000().unwrap();
            let hpm = { let s = RateSums::of(&all); s.hits as f64 / s.units_with_hits as f64 };
            let mut covered = [0_u64; 5]; let mut widths: [Vec<f64>; 5] = Default::default(); let mut none = 0;
            let draw = Purpose::new(SEED, &format!("sample/{k}/{prevalence}"));
            let mut de = 0.0; let mut nde=0;
            for run in 0..runs {
                let mut source = draw.replicate(run);
                let sample: Vec<Unit> = (0..k).map(|_| all[source.index(all.len())]).collect();
                let sums = RateSums::of(&sample);
                if let Some(d) = sums.design_effect() { de += d; nde += 1; }
                let intervals: [Option<Interval>; 5] = if sums.hits == 0 {
                    none += 1;
                    [sums.no_hit(hpm); 5]
                } else {
                    let b = Bootstrap::draw(&sample, replicates, &Purpose::new(SEED, &format!("b/{k}/{prevalence}/{run}"))).unwrap();
                    [b.percentile(0.95), b.bca(0.95), b.studentised(0.95), sums.linearised(0.95), sums.linearised_log(0.95)]
                };
                for (i, interval) in intervals.iter().enumerate() {
                    if let Some(v) = interval { 
                        covered[i] += u64::from(v.low <= truth && truth <= v.high); widths[i].push((v.high - v.low) / truth); }
                }
            }
            let mut line = format!("| {k} | {prevalence} | {:.3} (deff {:.2}, hpm {hpm:.2}) |", none as f64 / runs as f64, de / nde as f64);
            for i in 0..5 { widths[i].sort_by(f64::total_cmp); let w = widths[i][widths[i].len()/2]; line += &format!(" {:.1} ({:.2}) |", 100.0 * covered[i] as f64 / runs as f64, w); }
            println!("{line}");
        }
    }
}
