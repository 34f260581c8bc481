(module
  (memory $memory 1 1)
  (export "memory" (memory $memory))
  (export "run" (func $f0))
  (func $f0
    (local $l0 f64)
    (local $l1 i32)
    (local $l2 i32)
    f64.const -0
    local.set $l0
    i32.const 0
    local.set $l1
    i32.const 0
    local.set $l2
    loop
      local.get $l0
      local.get $l2
      f64.load offset=16 align=8
      local.get $l2
      f64.load offset=8016 align=8
      f64.mul
      f64.add
      local.set $l0
      local.get $l2
      i32.const 8
      i32.add
      local.set $l2
      local.get $l1
      i32.const 1
      i32.add
      local.tee $l1
      i32.const 1000
      i32.lt_s
      br_if 0
    end
    i32.const 0
    local.get $l0
    f64.store offset=16016 align=8
  )
)
