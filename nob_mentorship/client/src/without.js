/**
 * The imports of age-encryption for kinds of recipients that are not used here: the
 * build puts this in the place of `@noble/post-quantum` and of the NIST curves, and
 * outside the worker also in the place of scrypt.
 */

export const MLKEM768P256 = null;
export const MLKEM768X25519 = null;
export const p256 = null;
export const scrypt = null;
export const scryptAsync = null;
