;; Three loops over a row of float32, four lanes at a time. `npm run generate:wasm` turns this into rows.generated.ts.
;; Memory: values from byte 0, integers from byte 1048576, a page of room behind them.
(module
  (memory (export "memory") 21)

  ;; Largest magnitude among `count` float32 from byte `at`, as the bits of a float32: as integers, the bits without
  ;; their sign order as the magnitudes do, with infinity and NaN above every number.
  (func (export "largest") (param $at i32) (param $count i32) (result i32)
    (local $a v128) (local $b v128) (local $mask v128) (local $end i32) (local $most i32) (local $one i32)
    (local.set $mask (v128.const i32x4 0x7fffffff 0x7fffffff 0x7fffffff 0x7fffffff))
    (local.set $end (i32.add (local.get $at) (i32.shl (i32.and (local.get $count) (i32.const -8)) (i32.const 2))))
    (block $whole
      (loop $next
        (br_if $whole (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $a (i32x4.max_s (local.get $a) (v128.and (local.get $mask) (v128.load (local.get $at)))))
        (local.set $b (i32x4.max_s (local.get $b) (v128.and (local.get $mask) (v128.load offset=16 (local.get $at)))))
        (local.set $at (i32.add (local.get $at) (i32.const 32)))
        (br $next)))
    (local.set $a (i32x4.max_s (local.get $a) (local.get $b)))
    (local.set $a (i32x4.max_s (local.get $a) (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $a) (local.get $a))))
    (local.set $a (i32x4.max_s (local.get $a) (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11 (local.get $a) (local.get $a))))
    (local.set $most (i32x4.extract_lane 0 (local.get $a)))
    (local.set $end (i32.add (local.get $end) (i32.shl (i32.and (local.get $count) (i32.const 7)) (i32.const 2))))
    (block $rest
      (loop $next
        (br_if $rest (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $one (i32.and (i32.const 0x7fffffff) (i32.load (local.get $at))))
        (local.set $most (select (local.get $one) (local.get $most) (i32.gt_s (local.get $one) (local.get $most))))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (br $next)))
    (local.get $most))

  ;; Least and greatest of `count` float32 from byte `at`; infinities the wrong way round where there is none. NaN
  ;; compares false, so it counts as nothing.
  (func (export "extremes") (param $at i32) (param $count i32) (result f32 f32)
    (local $low v128) (local $high v128) (local $v v128) (local $end i32)
    (local $least f32) (local $most f32) (local $one f32)
    (local.set $low (f32x4.splat (f32.const inf)))
    (local.set $high (f32x4.splat (f32.const -inf)))
    (local.set $end (i32.add (local.get $at) (i32.shl (i32.and (local.get $count) (i32.const -4)) (i32.const 2))))
    (block $whole
      (loop $next
        (br_if $whole (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $v (v128.load (local.get $at)))
        (local.set $low (f32x4.pmin (local.get $low) (local.get $v)))
        (local.set $high (f32x4.pmax (local.get $high) (local.get $v)))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $next)))
    (local.set $low (f32x4.pmin (local.get $low) (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $low) (local.get $low))))
    (local.set $low (f32x4.pmin (local.get $low) (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11 (local.get $low) (local.get $low))))
    (local.set $high (f32x4.pmax (local.get $high) (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $high) (local.get $high))))
    (local.set $high (f32x4.pmax (local.get $high) (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11 (local.get $high) (local.get $high))))
    (local.set $least (f32x4.extract_lane 0 (local.get $low)))
    (local.set $most (f32x4.extract_lane 0 (local.get $high)))
    (local.set $end (i32.add (local.get $end) (i32.shl (i32.and (local.get $count) (i32.const 3)) (i32.const 2))))
    (block $rest
      (loop $next
        (br_if $rest (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $one (f32.load (local.get $at)))
        (local.set $least (select (local.get $one) (local.get $least) (f32.lt (local.get $one) (local.get $least))))
        (local.set $most (select (local.get $one) (local.get $most) (f32.gt (local.get $one) (local.get $most))))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (br $next)))
    (local.get $least) (local.get $most))

  ;; Divides `count` float32 from byte `at` by `scale`, rounds half to even, and stores int8 from byte `to` on: always
  ;; sixteen together, so up to fifteen bytes behind the row are overwritten.
  (func (export "round") (param $at i32) (param $count i32) (param $scale f32) (param $to i32)
    (local $s v128) (local $end i32)
    (local.set $s (f32x4.splat (local.get $scale)))
    (local.set $end (i32.add (local.get $to) (local.get $count)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $to) (local.get $end)))
        (v128.store (local.get $to)
          (i8x16.narrow_i16x8_s
            (i16x8.narrow_i32x4_s
              (i32x4.trunc_sat_f32x4_s (f32x4.nearest (f32x4.div (v128.load (local.get $at)) (local.get $s))))
              (i32x4.trunc_sat_f32x4_s (f32x4.nearest (f32x4.div (v128.load offset=16 (local.get $at)) (local.get $s)))))
            (i16x8.narrow_i32x4_s
              (i32x4.trunc_sat_f32x4_s (f32x4.nearest (f32x4.div (v128.load offset=32 (local.get $at)) (local.get $s))))
              (i32x4.trunc_sat_f32x4_s (f32x4.nearest (f32x4.div (v128.load offset=48 (local.get $at)) (local.get $s)))))))
        (local.set $at (i32.add (local.get $at) (i32.const 64)))
        (local.set $to (i32.add (local.get $to) (i32.const 16)))
        (br $next)))))
