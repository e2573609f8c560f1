dnl SPDX-License-Identifier: GPL-2.0-or-later
dnl Compiler and linker flags of our own, taken only where they are understood.

dnl TDX_APPEND_CFLAG(VARIABLE, FLAG)
AC_DEFUN([TDX_APPEND_CFLAG], [
  tdx_saved_cflags=$CFLAGS
  CFLAGS="$CFLAGS -Werror $2"
  AC_MSG_CHECKING([whether $CC takes $2])
  AC_COMPILE_IFELSE([AC_LANG_PROGRAM([], [])],
    [AC_MSG_RESULT([yes]); $1="$$1 $2"], [AC_MSG_RESULT([no])])
  CFLAGS=$tdx_saved_cflags
])

dnl TDX_APPEND_LDFLAG(VARIABLE, FLAG)
AC_DEFUN([TDX_APPEND_LDFLAG], [
  tdx_saved_ldflags=$LDFLAGS
  LDFLAGS="$LDFLAGS $2"
  AC_MSG_CHECKING([whether the linker takes $2])
  AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])],
    [AC_MSG_RESULT([yes]); $1="$$1 $2"], [AC_MSG_RESULT([no])])
  LDFLAGS=$tdx_saved_ldflags
])

AC_DEFUN([TDX_WARNING_FLAGS], [
  AC_SUBST([WARN_CFLAGS])
  m4_foreach_w([flag], [-Wall -Wextra -Wshadow -Wformat=2 -Wundef -Wvla
    -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Wswitch-enum
    -Wpointer-arith -Wno-missing-field-initializers],
    [TDX_APPEND_CFLAG([WARN_CFLAGS], m4_defn([flag]))])
])

AC_DEFUN([TDX_HARDENING_FLAGS], [
  AC_SUBST([HARDEN_CFLAGS])
  AC_SUBST([HARDEN_LDFLAGS])
  m4_foreach_w([flag], [-fstack-protector-strong -fPIE],
    [TDX_APPEND_CFLAG([HARDEN_CFLAGS], m4_defn([flag]))])
  m4_foreach_w([flag], [-pie -Wl,-z,relro -Wl,-z,now -Wl,--as-needed],
    [TDX_APPEND_LDFLAG([HARDEN_LDFLAGS], m4_defn([flag]))])
])

dnl --enable-werror: for CI, never for users
AC_DEFUN([TDX_WERROR], [
  AC_ARG_ENABLE([werror],
    [AS_HELP_STRING([--enable-werror], [treat warnings as errors @<:@default=no@:>@])],
    [], [enable_werror=no])
  AS_IF([test "$enable_werror" = yes], [WARN_CFLAGS="$WARN_CFLAGS -Werror"])
])

dnl --enable-sanitizers: address and undefined behaviour
AC_DEFUN([TDX_SANITIZERS], [
  AC_ARG_ENABLE([sanitizers],
    [AS_HELP_STRING([--enable-sanitizers],
      [build with address and undefined-behaviour sanitizers @<:@default=no@:>@])],
    [], [enable_sanitizers=no])
  AC_SUBST([SANITIZE_FLAGS])
  AS_IF([test "$enable_sanitizers" = yes],
    [SANITIZE_FLAGS="-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"],
    [test -z "${CFLAGS##*-O*}"],
    [HARDEN_CFLAGS="$HARDEN_CFLAGS -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2"])
])
