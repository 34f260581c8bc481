(module
  (memory $memory 1 1)
  (export "memory" (memory $memory))
  (export "run" (func $f1))
  (func $f0 (param $l0 f64) (result f64)
    (local $l1 f64)
    (local $l2 f64)
    (local $l3 i32)
    (local $l4 f64)
    (local $l5 f64)
    (local $l6 f64)
    (local $l7 f64)
    (local $l8 f64)
    (local $l9 f64)
    (local $l10 f64)
    (local $l11 f64)
    (local $l12 f64)
    (local $l13 f64)
    (local $l14 f64)
    (local $l15 f64)
    (local $l16 f64)
    (local $l17 f64)
    (local $l18 f64)
    (local $l19 f64)
    (local $l20 f64)
    (local $l21 f64)
    (local $l22 f64)
    (local $l23 f64)
    (local $l24 f64)
    (local $l25 f64)
    (local $l26 f64)
    (local $l27 f64)
    (local $l28 f64)
    (local $l29 f64)
    (local $l30 f64)
    (local $l31 f64)
    (local $l32 f64)
    (local $l33 f64)
    (local $l34 f64)
    (local $l35 f64)
    (local $l36 f64)
    (local $l37 f64)
    (local $l38 f64)
    (local $l39 f64)
    (local $l40 f64)
    (local $l41 f64)
    (local $l42 f64)
    (local $l43 f64)
    (local $l44 f64)
    (local $l45 f64)
    (local $l46 f64)
    (local $l47 f64)
    (local $l48 f64)
    (local $l49 f64)
    (local $l50 f64)
    (local $l51 f64)
    (local $l52 f64)
    (local $l53 f64)
    (local $l54 f64)
    (local $l55 f64)
    (local $l56 f64)
    (local $l57 f64)
    (local $l58 f64)
    (local $l59 f64)
    (local $l60 f64)
    (local $l61 f64)
    (local $l62 f64)
    (local $l63 f64)
    local.get $l0
    f64.abs
    local.set $l1
    local.get $l1
    f64.const -2
    f64.mul
    local.set $l2
    local.get $l2
    f64.const -60
    f64.lt
    local.set $l3
    f64.const -60
    local.get $l2
    local.get $l3
    select
    local.set $l4
    local.get $l4
    f64.const 1.4426950408889634
    f64.mul
    local.set $l5
    local.get $l5
    f64.const 6755399441055744
    f64.add
    local.set $l6
    local.get $l6
    f64.const 6755399441055744
    f64.sub
    local.set $l7
    local.get $l7
    f64.const 0.6931471805598903
    f64.mul
    local.set $l8
    local.get $l4
    local.get $l8
    f64.sub
    local.set $l9
    local.get $l7
    f64.const 5.497923018708371e-14
    f64.mul
    local.set $l10
    local.get $l9
    local.get $l10
    f64.sub
    local.set $l11
    local.get $l11
    local.get $l11
    f64.mul
    local.set $l12
    local.get $l11
    f64.const 0.04166666666666652
    f64.mul
    local.set $l13
    f64.const 0.16666666666666685
    local.get $l13
    f64.add
    local.set $l14
    local.get $l11
    f64.const 0.0013888888888943809
    f64.mul
    local.set $l15
    f64.const 0.008333333333316704
    local.get $l15
    f64.add
    local.set $l16
    local.get $l11
    f64.const 0.00002480158722535452
    f64.mul
    local.set $l17
    f64.const 0.00019841269897154587
    local.get $l17
    f64.add
    local.set $l18
    local.get $l11
    f64.const 2.7557348934476234e-7
    f64.mul
    local.set $l19
    f64.const 0.0000027557234130823768
    local.get $l19
    f64.add
    local.set $l20
    local.get $l11
    f64.const 2.0893706496935598e-9
    f64.mul
    local.set $l21
    f64.const 2.511227997022036e-8
    local.get $l21
    f64.add
    local.set $l22
    local.get $l11
    local.get $l11
    f64.mul
    local.set $l23
    local.get $l23
    local.get $l16
    f64.mul
    local.set $l24
    local.get $l14
    local.get $l24
    f64.add
    local.set $l25
    local.get $l23
    local.get $l20
    f64.mul
    local.set $l26
    local.get $l18
    local.get $l26
    f64.add
    local.set $l27
    local.get $l23
    local.get $l23
    f64.mul
    local.set $l28
    local.get $l28
    local.get $l27
    f64.mul
    local.set $l29
    local.get $l25
    local.get $l29
    f64.add
    local.set $l30
    local.get $l28
    local.get $l28
    f64.mul
    local.set $l31
    local.get $l31
    local.get $l22
    f64.mul
    local.set $l32
    local.get $l30
    local.get $l32
    f64.add
    local.set $l33
    local.get $l11
    local.get $l33
    f64.mul
    local.set $l34
    f64.const 0.5
    local.get $l34
    f64.add
    local.set $l35
    local.get $l12
    local.get $l35
    f64.mul
    local.set $l36
    local.get $l36
    local.get $l10
    f64.sub
    local.set $l37
    local.get $l7
    f64.const 6755399441056767
    f64.add
    i64.reinterpret_f64
    i64.const 52
    i64.shl
    f64.reinterpret_i64
    local.set $l38
    local.get $l38
    f64.const 1
    f64.sub
    local.set $l39
    local.get $l38
    local.get $l39
    f64.sub
    local.set $l40
    local.get $l40
    f64.const 1
    f64.sub
    local.set $l41
    local.get $l38
    local.get $l9
    f64.mul
    local.set $l42
    local.get $l39
    local.get $l42
    f64.add
    local.set $l43
    local.get $l43
    local.get $l39
    f64.sub
    local.set $l44
    local.get $l42
    local.get $l44
    f64.sub
    local.set $l45
    local.get $l45
    local.get $l41
    f64.add
    local.set $l46
    local.get $l38
    local.get $l37
    f64.mul
    local.set $l47
    local.get $l46
    local.get $l47
    f64.add
    local.set $l48
    local.get $l43
    local.get $l48
    f64.add
    local.set $l49
    local.get $l49
    local.get $l43
    f64.sub
    local.set $l50
    local.get $l48
    local.get $l50
    f64.sub
    local.set $l51
    f64.const 2
    local.get $l49
    f64.add
    local.set $l52
    local.get $l52
    f64.const 2
    f64.sub
    local.set $l53
    local.get $l49
    local.get $l53
    f64.sub
    local.set $l54
    local.get $l49
    local.get $l52
    f64.div
    local.set $l55
    local.get $l54
    local.get $l51
    f64.add
    local.set $l56
    local.get $l55
    local.get $l56
    f64.mul
    local.set $l57
    local.get $l51
    local.get $l57
    f64.sub
    local.set $l58
    f64.const 1
    local.get $l55
    f64.sub
    local.set $l59
    local.get $l59
    f64.const 0.5
    f64.mul
    local.set $l60
    local.get $l58
    local.get $l60
    f64.mul
    local.set $l61
    local.get $l55
    local.get $l61
    f64.add
    local.set $l62
    local.get $l62
    local.get $l0
    f64.copysign
    local.set $l63
    local.get $l63
  )
  (func $f1
    (local $l0 i32)
    (local $l1 i32)
    (local $l2 f64)
    (local $l3 f64)
    (local $l4 f64)
    (local $l5 f64)
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
      call $f0
      local.set $l4
      local.get $l1
      local.get $l4
      f64.const 0
      f64.add
      f64.store offset=592 align=8
      local.get $l4
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
      local.get $l1
      f64.load offset=592 align=8
      local.set $l4
      local.get $l3
      f64.const 1
      local.get $l4
      local.get $l4
      f64.mul
      f64.sub
      f64.mul
      local.set $l5
      local.get $l1
      local.get $l5
      f64.const 0
      f64.add
      f64.store offset=176 align=8
      local.get $l1
      local.get $l5
      local.get $l1
      f64.load offset=496 align=8
      f64.mul
      f64.const 0
      f64.add
      f64.store offset=256 align=8
      local.get $l2
      local.get $l5
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
