(module
  (memory $memory 1 1)
  (export "memory" (memory $memory))
  (export "run" (func $f1))
  (func $f0 (param $l0 i32) (param $l1 f64)
    i32.const 0
    local.get $l0
    i32.const 1
    i32.add
    i32.store offset=0 align=4
    i32.const 0
    local.get $l1
    f64.store offset=8 align=8
    unreachable
  )
  (func $f1
    (local $l0 i32)
    (local $l1 i32)
    (local $l2 v128)
    (local $l3 v128)
    (local $l4 v128)
    (local $l5 i32)
    (local $l6 f64)
    (local $l7 i32)
    i32.const 0
    f64.const 0
    f64.store offset=96 align=8
    i32.const 0
    f64.const 0
    f64.store offset=104 align=8
    i32.const 0
    f64.const 0
    f64.store offset=112 align=8
    i32.const 0
    f64.const 0
    f64.store offset=120 align=8
    i32.const 0
    f64.const 0
    f64.store offset=128 align=8
    i32.const 0
    local.set $l0
    i32.const 0
    local.set $l1
    v128.const f64x2 2 2
    local.set $l4
    loop
      local.get $l1
      v128.load offset=64 align=8
      local.set $l2
      local.get $l4
      i32.const 0
      local.get $l2
      f64x2.extract_lane 0
      i32.trunc_sat_f64_s
      local.tee $l5
      i32.add
      i32.const 5
      i32.ge_u
      local.get $l5
      f64.convert_i32_s
      local.get $l2
      f64x2.extract_lane 0
      f64.ne
      i32.or
      if
        i32.const 5
        i32.const 0
        f64.convert_i32_s
        local.get $l2
        f64x2.extract_lane 0
        f64.add
        call $f0
      end
      i32.const 0
      local.get $l5
      i32.const 8
      i32.mul
      i32.add
      local.set $l5
      local.get $l5
      f64.load offset=16 align=8
      f64x2.splat
      i32.const 0
      local.get $l2
      f64x2.extract_lane 1
      i32.trunc_sat_f64_s
      local.tee $l5
      i32.add
      i32.const 5
      i32.ge_u
      local.get $l5
      f64.convert_i32_s
      local.get $l2
      f64x2.extract_lane 1
      f64.ne
      i32.or
      if
        i32.const 5
        i32.const 0
        f64.convert_i32_s
        local.get $l2
        f64x2.extract_lane 1
        f64.add
        call $f0
      end
      i32.const 0
      local.get $l5
      i32.const 8
      i32.mul
      i32.add
      local.set $l5
      local.get $l5
      f64.load offset=16 align=8
      f64x2.replace_lane 1
      f64x2.mul
      local.set $l3
      i32.const 0
      local.get $l2
      f64x2.extract_lane 0
      i32.trunc_sat_f64_s
      local.tee $l5
      i32.add
      i32.const 5
      i32.ge_u
      local.get $l5
      f64.convert_i32_s
      local.get $l2
      f64x2.extract_lane 0
      f64.ne
      i32.or
      if
        i32.const 5
        i32.const 0
        f64.convert_i32_s
        local.get $l2
        f64x2.extract_lane 0
        f64.add
        call $f0
      end
      i32.const 0
      local.get $l5
      i32.const 8
      i32.mul
      i32.add
      local.set $l5
      local.get $l5
      local.get $l5
      f64.load offset=96 align=8
      local.get $l3
      f64x2.extract_lane 0
      f64.add
      f64.store offset=96 align=8
      i32.const 0
      local.get $l2
      f64x2.extract_lane 1
      i32.trunc_sat_f64_s
      local.tee $l5
      i32.add
      i32.const 5
      i32.ge_u
      local.get $l5
      f64.convert_i32_s
      local.get $l2
      f64x2.extract_lane 1
      f64.ne
      i32.or
      if
        i32.const 5
        i32.const 0
        f64.convert_i32_s
        local.get $l2
        f64x2.extract_lane 1
        f64.add
        call $f0
      end
      i32.const 0
      local.get $l5
      i32.const 8
      i32.mul
      i32.add
      local.set $l5
      local.get $l5
      local.get $l5
      f64.load offset=96 align=8
      local.get $l3
      f64x2.extract_lane 1
      f64.add
      f64.store offset=96 align=8
      local.get $l1
      i32.const 16
      i32.add
      local.set $l1
      local.get $l0
      i32.const 2
      i32.add
      local.tee $l0
      i32.const 2
      i32.lt_s
      br_if 0
    end
    i32.const 2
    local.set $l0
    i32.const 0
    local.get $l0
    i32.const 8
    i32.mul
    i32.add
    local.set $l5
    loop
      local.get $l5
      f64.load offset=64 align=8
      local.set $l6
      i32.const 0
      local.get $l6
      i32.trunc_sat_f64_s
      local.tee $l1
      i32.add
      i32.const 5
      i32.ge_u
      local.get $l1
      f64.convert_i32_s
      local.get $l6
      f64.ne
      i32.or
      if
        i32.const 5
        i32.const 0
        f64.convert_i32_s
        local.get $l6
        f64.add
        call $f0
      end
      i32.const 0
      local.get $l1
      i32.const 8
      i32.mul
      i32.add
      local.set $l1
      local.get $l1
      local.get $l1
      f64.load offset=96 align=8
      f64.const 2
      i32.const 0
      local.get $l6
      i32.trunc_sat_f64_s
      local.tee $l7
      i32.add
      i32.const 5
      i32.ge_u
      local.get $l7
      f64.convert_i32_s
      local.get $l6
      f64.ne
      i32.or
      if
        i32.const 5
        i32.const 0
        f64.convert_i32_s
        local.get $l6
        f64.add
        call $f0
      end
      i32.const 0
      local.get $l7
      i32.const 8
      i32.mul
      i32.add
      local.set $l7
      local.get $l7
      f64.load offset=16 align=8
      f64.mul
      f64.add
      f64.store offset=96 align=8
      local.get $l5
      i32.const 8
      i32.add
      local.set $l5
      local.get $l0
      i32.const 1
      i32.add
      local.tee $l0
      i32.const 3
      i32.lt_s
      br_if 0
    end
  )
)
