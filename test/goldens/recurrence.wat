(module
  (memory $memory 1 1)
  (export "memory" (memory $memory))
  (export "run" (func $f0))
  (func $f0
    (local $l0 i32)
    (local $l1 i32)
    (local $l2 f64)
    (local $l3 f64)
    (local $l4 f64)
    i32.const 0
    local.set $l0
    i32.const 0
    local.set $l1
    loop
      local.get $l1
      local.get $l1
      f64.load offset=16 align=8
      f64.store offset=336 align=8
      local.get $l1
      i32.const 8
      i32.add
      local.set $l1
      local.get $l0
      i32.const 1
      i32.add
      local.tee $l0
      i32.const 10
      i32.lt_s
      br_if 0
    end
    i32.const 0
    local.set $l0
    i32.const 0
    local.set $l1
    loop
      local.get $l1
      local.get $l1
      f64.load offset=96 align=8
      f64.store offset=416 align=8
      local.get $l1
      i32.const 8
      i32.add
      local.set $l1
      local.get $l0
      i32.const 1
      i32.add
      local.tee $l0
      i32.const 10
      i32.lt_s
      br_if 0
    end
    i32.const 0
    f64.const 0
    f64.store offset=496 align=8
    i32.const 0
    local.set $l0
    i32.const 0
    f64.load offset=496 align=8
    local.set $l3
    i32.const 0
    local.set $l1
    loop
      f64.const -0
      local.set $l2
      local.get $l1
      f64.load offset=416 align=8
      local.get $l3
      f64.mul
      local.get $l1
      f64.load offset=336 align=8
      f64.add
      local.set $l2
      local.get $l1
      local.get $l2
      f64.store offset=504 align=8
      local.get $l2
      local.set $l3
      local.get $l1
      i32.const 8
      i32.add
      local.set $l1
      local.get $l0
      i32.const 1
      i32.add
      local.tee $l0
      i32.const 10
      i32.lt_s
      br_if 0
    end
    f64.const 0
    local.set $l3
    local.get $l3
    f64.const 1
    f64.add
    local.set $l3
    i32.const 10
    i32.const -1
    i32.add
    local.set $l0
    i32.const 0
    local.get $l0
    i32.const 8
    i32.mul
    i32.add
    local.set $l1
    loop
      f64.const 0
      local.set $l2
      local.get $l3
      local.set $l4
      local.get $l1
      local.get $l4
      f64.const 0
      f64.add
      f64.store offset=176 align=8
      local.get $l1
      local.get $l4
      local.get $l1
      f64.load offset=496 align=8
      f64.mul
      f64.const 0
      f64.add
      f64.store offset=256 align=8
      local.get $l2
      local.get $l4
      local.get $l1
      f64.load offset=416 align=8
      f64.mul
      f64.add
      local.set $l2
      local.get $l2
      local.set $l3
      local.get $l1
      i32.const -8
      i32.add
      local.set $l1
      local.get $l0
      i32.const -1
      i32.add
      local.tee $l0
      i32.const 0
      i32.ge_s
      br_if 0
    end
  )
)
