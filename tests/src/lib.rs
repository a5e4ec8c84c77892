//! The whole system from outside: every file beside this folder is a test program.
