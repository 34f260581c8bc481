(module
  (memory $memory 1 1)
  (export "memory" (memory $memory))
  (export "run" (func $f0))
  (func $f0
    (local $l0 f64)
    (local $l1 i32)
    (local $l2 v128)
    (local $l3 i32)
    (local $l4 f64)
    f64.const -inf
    local.set $l0
    i32.const 0
    local.set $l1
    v128.const f64x2 -inf -inf
    local.set $l2
    i32.const 0
    local.set $l3
    loop
      local.get $l2
      local.get $l3
      v128.load offset=16 align=8
      f64x2.max
      local.set $l2
      local.get $l3
      i32.const 16
      i32.add
      local.set $l3
      local.get $l1
      i32.const 2
      i32.add
      local.tee $l1
      i32.const 8
      i32.lt_s
      br_if 0
    end
    local.get $l2
    local.set $l2
    local.get $l0
    local.get $l2
    f64x2.extract_lane 0
    local.get $l2
    f64x2.extract_lane 1
    f64.max
    f64.max
    local.set $l0
    i32.const 8
    local.set $l1
    i32.const 0
    local.get $l1
    i32.const 8
    i32.mul
    i32.add
    local.set $l3
    loop
      local.get $l0
      local.get $l3
      f64.load offset=16 align=8
      f64.max
      local.set $l0
      local.get $l3
      i32.const 8
      i32.add
      local.set $l3
      local.get $l1
      i32.const 1
      i32.add
      local.tee $l1
      i32.const 9
      i32.lt_s
      br_if 0
    end
    local.get $l0
    local.set $l4
    i32.const 0
    local.set $l1
    i32.const 0
    local.set $l3
    local.get $l4
    f64x2.splat
    local.set $l2
    loop
      local.get $l3
      local.get $l3
      v128.load offset=16 align=8
      local.get $l2
      f64x2.div
      v128.store offset=96 align=8
      local.get $l3
      i32.const 16
      i32.add
      local.set $l3
      local.get $l1
      i32.const 2
      i32.add
      local.tee $l1
      i32.const 8
      i32.lt_s
      br_if 0
    end
    i32.const 8
    local.set $l1
    i32.const 0
    local.get $l1
    i32.const 8
    i32.mul
    i32.add
    local.set $l3
    loop
      local.get $l3
      local.get $l3
      f64.load offset=16 align=8
      local.get $l4
      f64.div
      f64.store offset=96 align=8
      local.get $l3
      i32.const 8
      i32.add
      local.set $l3
      local.get $l1
      i32.const 1
      i32.add
      local.tee $l1
      i32.const 9
      i32.lt_s
      br_if 0
    end
  )
)
