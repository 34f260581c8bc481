(module
  (memory $memory 1 1)
  (export "memory" (memory $memory))
  (export "run" (func $f0))
  (func $f0
    (local $l0 f64)
    (local $l1 i32)
    (local $l2 v128)
    (local $l3 v128)
    (local $l4 v128)
    (local $l5 v128)
    (local $l6 i32)
    (local $l7 v128)
    (local $l8 v128)
    (local $l9 v128)
    (local $l10 v128)
    (local $l11 v128)
    (local $l12 v128)
    (local $l13 v128)
    (local $l14 v128)
    f64.const -0
    local.set $l0
    i32.const 0
    local.set $l1
    v128.const f64x2 0 0
    local.set $l2
    v128.const f64x2 0 0
    local.set $l3
    v128.const f64x2 0 0
    local.set $l4
    v128.const f64x2 0 0
    local.set $l5
    i32.const 0
    local.set $l6
    loop
      local.get $l6
      v128.load offset=16 align=8
      local.set $l7
      local.get $l6
      v128.load offset=32 align=8
      local.set $l8
      local.get $l6
      v128.load offset=48 align=8
      local.set $l9
      local.get $l6
      v128.load offset=64 align=8
      local.set $l10
      local.get $l6
      v128.load offset=8016 align=8
      local.set $l11
      local.get $l6
      v128.load offset=8032 align=8
      local.set $l12
      local.get $l6
      v128.load offset=8048 align=8
      local.set $l13
      local.get $l6
      v128.load offset=8064 align=8
      local.set $l14
      local.get $l2
      local.get $l7
      local.get $l11
      f64x2.mul
      f64x2.add
      local.set $l2
      local.get $l3
      local.get $l8
      local.get $l12
      f64x2.mul
      f64x2.add
      local.set $l3
      local.get $l4
      local.get $l9
      local.get $l13
      f64x2.mul
      f64x2.add
      local.set $l4
      local.get $l5
      local.get $l10
      local.get $l14
      f64x2.mul
      f64x2.add
      local.set $l5
      local.get $l6
      local.get $l7
      v128.store offset=24032 align=8
      local.get $l6
      local.get $l8
      v128.store offset=24048 align=8
      local.get $l6
      local.get $l9
      v128.store offset=24064 align=8
      local.get $l6
      local.get $l10
      v128.store offset=24080 align=8
      local.get $l6
      local.get $l11
      v128.store offset=16032 align=8
      local.get $l6
      local.get $l12
      v128.store offset=16048 align=8
      local.get $l6
      local.get $l13
      v128.store offset=16064 align=8
      local.get $l6
      local.get $l14
      v128.store offset=16080 align=8
      local.get $l6
      i32.const 64
      i32.add
      local.set $l6
      local.get $l1
      i32.const 8
      i32.add
      local.tee $l1
      i32.const 1000
      i32.lt_s
      br_if 0
    end
    local.get $l2
    local.get $l3
    f64x2.add
    local.get $l4
    f64x2.add
    local.get $l5
    f64x2.add
    local.set $l2
    local.get $l0
    local.get $l2
    f64x2.extract_lane 0
    local.get $l2
    f64x2.extract_lane 1
    f64.add
    f64.add
    local.set $l0
    i32.const 0
    local.get $l0
    f64.store offset=16016 align=8
  )
)
