//! *prepare* and *open* of the APP order, beside the bare signature and verification of the same backend.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use wx_bench::Case;

fn app_order(criterion: &mut Criterion) {
    for case in Case::all().expect("the fixtures load") {
        let mut group = criterion.benchmark_group(case.name);
        group.bench_function("bare sign", |b| b.iter(|| black_box(case.sign())));
        group.bench_function("prepare", |b| b.iter(|| black_box(case.prepare())));
        group.bench_function("bare verify", |b| b.iter(|| case.verify()));
        group.bench_function("open", |b| b.iter(|| black_box(case.open())));
        group.finish();
    }
}

criterion_group!(benches, app_order);
criterion_main!(benches);
