(module
  (memory $memory 1 1)
  (export "memory" (memory $memory))
  (export "run" (func $f1))
  (func $f0 (param $l0 f64) (result f64)
    (local $l1 f64)
    (local $l2 f64)
    (local $l3 f64)
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
    (local $l37 i32)
    (local $l38 i32)
    (local $l39 f64)
    (local $l40 f64)
    (local $l41 f64)
    (local $l42 f64)
    (local $l43 f64)
    (local $l44 f64)
    (local $l45 f64)
    (local $l46 i32)
    (local $l47 i32)
    (local $l48 f64)
    (local $l49 f64)
    (local $l50 f64)
    (local $l51 f64)
    (local $l52 f64)
    local.get $l0
    f64.const 1.4426950408889634
    f64.mul
    local.set $l1
    local.get $l1
    f64.const 6755399441055744
    f64.add
    local.set $l2
    local.get $l2
    f64.const 6755399441055744
    f64.sub
    local.set $l3
    local.get $l3
    f64.const 0.6931471805598903
    f64.mul
    local.set $l4
    local.get $l0
    local.get $l4
    f64.sub
    local.set $l5
    local.get $l3
    f64.const 5.497923018708371e-14
    f64.mul
    local.set $l6
    local.get $l5
    local.get $l6
    f64.sub
    local.set $l7
    local.get $l7
    local.get $l7
    f64.mul
    local.set $l8
    local.get $l7
    f64.const 0.04166666666666652
    f64.mul
    local.set $l9
    f64.const 0.16666666666666685
    local.get $l9
    f64.add
    local.set $l10
    local.get $l7
    f64.const 0.0013888888888943809
    f64.mul
    local.set $l11
    f64.const 0.008333333333316704
    local.get $l11
    f64.add
    local.set $l12
    local.get $l7
    f64.const 0.00002480158722535452
    f64.mul
    local.set $l13
    f64.const 0.00019841269897154587
    local.get $l13
    f64.add
    local.set $l14
    local.get $l7
    f64.const 2.7557348934476234e-7
    f64.mul
    local.set $l15
    f64.const 0.0000027557234130823768
    local.get $l15
    f64.add
    local.set $l16
    local.get $l7
    f64.const 2.0893706496935598e-9
    f64.mul
    local.set $l17
    f64.const 2.511227997022036e-8
    local.get $l17
    f64.add
    local.set $l18
    local.get $l7
    local.get $l7
    f64.mul
    local.set $l19
    local.get $l19
    local.get $l12
    f64.mul
    local.set $l20
    local.get $l10
    local.get $l20
    f64.add
    local.set $l21
    local.get $l19
    local.get $l16
    f64.mul
    local.set $l22
    local.get $l14
    local.get $l22
    f64.add
    local.set $l23
    local.get $l19
    local.get $l19
    f64.mul
    local.set $l24
    local.get $l24
    local.get $l23
    f64.mul
    local.set $l25
    local.get $l21
    local.get $l25
    f64.add
    local.set $l26
    local.get $l24
    local.get $l24
    f64.mul
    local.set $l27
    local.get $l27
    local.get $l18
    f64.mul
    local.set $l28
    local.get $l26
    local.get $l28
    f64.add
    local.set $l29
    local.get $l7
    local.get $l29
    f64.mul
    local.set $l30
    f64.const 0.5
    local.get $l30
    f64.add
    local.set $l31
    local.get $l8
    local.get $l31
    f64.mul
    local.set $l32
    local.get $l32
    local.get $l6
    f64.sub
    local.set $l33
    local.get $l5
    local.get $l33
    f64.add
    local.set $l34
    f64.const 1
    local.get $l34
    f64.add
    local.set $l35
    local.get $l3
    f64.abs
    local.set $l36
    local.get $l36
    f64.const 1021
    f64.lt
    local.set $l37
    local.get $l37
    i32.eqz
    local.set $l38
    local.get $l38
    if
      local.get $l3
      f64.const 0.5
      f64.mul
      local.set $l39
      local.get $l39
      f64.floor
      local.set $l40
      local.get $l40
      f64.const 6755399441056767
      f64.add
      i64.reinterpret_f64
      i64.const 52
      i64.shl
      f64.reinterpret_i64
      local.set $l41
      local.get $l35
      local.get $l41
      f64.mul
      local.set $l42
      local.get $l3
      local.get $l40
      f64.sub
      local.set $l43
      local.get $l43
      f64.const 6755399441056767
      f64.add
      i64.reinterpret_f64
      i64.const 52
      i64.shl
      f64.reinterpret_i64
      local.set $l44
      local.get $l42
      local.get $l44
      f64.mul
      local.set $l45
      local.get $l3
      f64.const -1100
      f64.lt
      local.set $l46
      f64.const 1030
      local.get $l3
      f64.lt
      local.set $l47
      f64.const inf
      local.get $l45
      local.get $l47
      select
      local.set $l48
      f64.const 0
      local.get $l48
      local.get $l46
      select
      local.set $l49
      local.get $l49
      local.set $l52
    else
      local.get $l3
      f64.const 6755399441056767
      f64.add
      i64.reinterpret_f64
      i64.const 52
      i64.shl
      f64.reinterpret_i64
      local.set $l50
      local.get $l35
      local.get $l50
      f64.mul
      local.set $l51
      local.get $l51
      local.set $l52
    end
    local.get $l52
  )
  (func $f1
    (local $l0 f64)
    (local $l1 i32)
    (local $l2 v128)
    (local $l3 i32)
    (local $l4 f64)
    (local $l5 v128)
    (local $l6 v128)
    (local $l7 v128)
    (local $l8 v128)
    (local $l9 v128)
    (local $l10 v128)
    (local $l11 v128)
    (local $l12 v128)
    (local $l13 v128)
    (local $l14 v128)
    (local $l15 v128)
    (local $l16 v128)
    (local $l17 v128)
    (local $l18 v128)
    (local $l19 v128)
    (local $l20 v128)
    (local $l21 v128)
    (local $l22 v128)
    (local $l23 v128)
    (local $l24 v128)
    (local $l25 v128)
    (local $l26 v128)
    (local $l27 v128)
    (local $l28 v128)
    (local $l29 v128)
    (local $l30 v128)
    (local $l31 v128)
    (local $l32 v128)
    (local $l33 v128)
    (local $l34 v128)
    (local $l35 v128)
    (local $l36 v128)
    (local $l37 v128)
    (local $l38 v128)
    (local $l39 v128)
    (local $l40 v128)
    (local $l41 v128)
    (local $l42 v128)
    (local $l43 v128)
    (local $l44 v128)
    (local $l45 v128)
    (local $l46 v128)
    (local $l47 v128)
    (local $l48 v128)
    (local $l49 v128)
    (local $l50 v128)
    (local $l51 v128)
    (local $l52 v128)
    (local $l53 v128)
    (local $l54 v128)
    (local $l55 v128)
    (local $l56 v128)
    (local $l57 v128)
    (local $l58 v128)
    (local $l59 v128)
    (local $l60 v128)
    (local $l61 v128)
    (local $l62 v128)
    (local $l63 v128)
    (local $l64 v128)
    (local $l65 v128)
    (local $l66 v128)
    (local $l67 v128)
    (local $l68 v128)
    (local $l69 v128)
    (local $l70 v128)
    (local $l71 v128)
    (local $l72 v128)
    (local $l73 v128)
    (local $l74 v128)
    (local $l75 v128)
    (local $l76 v128)
    (local $l77 v128)
    (local $l78 v128)
    (local $l79 v128)
    (local $l80 v128)
    (local $l81 v128)
    (local $l82 f64)
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
    f64.const -0
    local.set $l0
    i32.const 0
    local.set $l1
    v128.const f64x2 0 0
    local.set $l2
    i32.const 0
    local.set $l3
    local.get $l4
    f64x2.splat
    local.set $l5
    v128.const f64x2 1.4426950408889634 1.4426950408889634
    local.set $l7
    v128.const f64x2 6755399441055744 6755399441055744
    local.set $l9
    v128.const f64x2 0.6931471805598903 0.6931471805598903
    local.set $l12
    v128.const f64x2 5.497923018708371e-14 5.497923018708371e-14
    local.set $l15
    v128.const f64x2 0.04166666666666652 0.04166666666666652
    local.set $l19
    v128.const f64x2 0.16666666666666685 0.16666666666666685
    local.set $l21
    v128.const f64x2 0.0013888888888943809 0.0013888888888943809
    local.set $l23
    v128.const f64x2 0.008333333333316704 0.008333333333316704
    local.set $l25
    v128.const f64x2 0.00002480158722535452 0.00002480158722535452
    local.set $l27
    v128.const f64x2 0.00019841269897154587 0.00019841269897154587
    local.set $l29
    v128.const f64x2 2.7557348934476234e-7 2.7557348934476234e-7
    local.set $l31
    v128.const f64x2 0.0000027557234130823768 0.0000027557234130823768
    local.set $l33
    v128.const f64x2 2.0893706496935598e-9 2.0893706496935598e-9
    local.set $l35
    v128.const f64x2 2.511227997022036e-8 2.511227997022036e-8
    local.set $l37
    v128.const f64x2 0.5 0.5
    local.set $l51
    v128.const f64x2 1 1
    local.set $l56
    v128.const f64x2 1021 1021
    local.set $l59
    v128.const f64x2 6755399441056767 6755399441056767
    local.set $l62
    v128.const f64x2 -1100 -1100
    local.set $l73
    v128.const f64x2 1030 1030
    local.set $l75
    v128.const f64x2 inf inf
    local.set $l77
    v128.const f64x2 0 0
    local.set $l79
    loop
      local.get $l3
      v128.load offset=16 align=8
      local.get $l5
      f64x2.sub
      local.set $l6
      local.get $l6
      local.get $l7
      f64x2.mul
      local.set $l8
      local.get $l8
      local.get $l9
      f64x2.add
      local.set $l10
      local.get $l10
      local.get $l9
      f64x2.sub
      local.set $l11
      local.get $l11
      local.get $l12
      f64x2.mul
      local.set $l13
      local.get $l6
      local.get $l13
      f64x2.sub
      local.set $l14
      local.get $l11
      local.get $l15
      f64x2.mul
      local.set $l16
      local.get $l14
      local.get $l16
      f64x2.sub
      local.set $l17
      local.get $l17
      local.get $l17
      f64x2.mul
      local.set $l18
      local.get $l17
      local.get $l19
      f64x2.mul
      local.set $l20
      local.get $l21
      local.get $l20
      f64x2.add
      local.set $l22
      local.get $l17
      local.get $l23
      f64x2.mul
      local.set $l24
      local.get $l25
      local.get $l24
      f64x2.add
      local.set $l26
      local.get $l17
      local.get $l27
      f64x2.mul
      local.set $l28
      local.get $l29
      local.get $l28
      f64x2.add
      local.set $l30
      local.get $l17
      local.get $l31
      f64x2.mul
      local.set $l32
      local.get $l33
      local.get $l32
      f64x2.add
      local.set $l34
      local.get $l17
      local.get $l35
      f64x2.mul
      local.set $l36
      local.get $l37
      local.get $l36
      f64x2.add
      local.set $l38
      local.get $l17
      local.get $l17
      f64x2.mul
      local.set $l39
      local.get $l39
      local.get $l26
      f64x2.mul
      local.set $l40
      local.get $l22
      local.get $l40
      f64x2.add
      local.set $l41
      local.get $l39
      local.get $l34
      f64x2.mul
      local.set $l42
      local.get $l30
      local.get $l42
      f64x2.add
      local.set $l43
      local.get $l39
      local.get $l39
      f64x2.mul
      local.set $l44
      local.get $l44
      local.get $l43
      f64x2.mul
      local.set $l45
      local.get $l41
      local.get $l45
      f64x2.add
      local.set $l46
      local.get $l44
      local.get $l44
      f64x2.mul
      local.set $l47
      local.get $l47
      local.get $l38
      f64x2.mul
      local.set $l48
      local.get $l46
      local.get $l48
      f64x2.add
      local.set $l49
      local.get $l17
      local.get $l49
      f64x2.mul
      local.set $l50
      local.get $l51
      local.get $l50
      f64x2.add
      local.set $l52
      local.get $l18
      local.get $l52
      f64x2.mul
      local.set $l53
      local.get $l53
      local.get $l16
      f64x2.sub
      local.set $l54
      local.get $l14
      local.get $l54
      f64x2.add
      local.set $l55
      local.get $l56
      local.get $l55
      f64x2.add
      local.set $l57
      local.get $l11
      f64x2.abs
      local.set $l58
      local.get $l58
      local.get $l59
      f64x2.lt
      local.set $l60
      local.get $l60
      v128.not
      local.set $l61
      local.get $l11
      local.get $l62
      f64x2.add
      i32.const 52
      i64x2.shl
      local.set $l63
      local.get $l57
      local.get $l63
      f64x2.mul
      local.set $l64
      local.get $l64
      local.set $l65
      local.get $l61
      v128.any_true
      if
        local.get $l11
        local.get $l51
        f64x2.mul
        local.set $l66
        local.get $l66
        f64x2.floor
        local.set $l67
        local.get $l67
        local.get $l62
        f64x2.add
        i32.const 52
        i64x2.shl
        local.set $l68
        local.get $l57
        local.get $l68
        f64x2.mul
        local.set $l69
        local.get $l11
        local.get $l67
        f64x2.sub
        local.set $l70
        local.get $l70
        local.get $l62
        f64x2.add
        i32.const 52
        i64x2.shl
        local.set $l71
        local.get $l69
        local.get $l71
        f64x2.mul
        local.set $l72
        local.get $l11
        local.get $l73
        f64x2.lt
        local.set $l74
        local.get $l75
        local.get $l11
        f64x2.lt
        local.set $l76
        local.get $l77
        local.get $l72
        local.get $l76
        v128.bitselect
        local.set $l78
        local.get $l79
        local.get $l78
        local.get $l74
        v128.bitselect
        local.set $l80
        local.get $l80
        local.get $l65
        local.get $l61
        v128.bitselect
        local.set $l81
        local.get $l81
        local.set $l65
      end
      local.get $l65
      local.set $l81
      local.get $l3
      local.get $l81
      v128.store offset=176 align=8
      local.get $l2
      local.get $l81
      f64x2.add
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
    f64.add
    f64.add
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
      local.get $l3
      f64.load offset=16 align=8
      local.get $l4
      f64.sub
      call $f0
      local.set $l82
      local.get $l3
      local.get $l82
      f64.store offset=176 align=8
      local.get $l0
      local.get $l82
      f64.add
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
    local.set $l6
    loop
      local.get $l3
      local.get $l3
      v128.load offset=176 align=8
      local.get $l6
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
      f64.load offset=176 align=8
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
