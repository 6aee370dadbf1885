/**
 * Strings of characters that each stand for themselves and take one column of a terminal: printable ASCII, Latin letters,
 * punctuation, arrows, frames, blocks, check marks. No mark that joins a neighbour, no emoji, nothing wide, no control.
 */
export const PLAIN = /^[ -~¡-¬®-˿‐-‧‰-⁞←-⇿─-◼✓-✘]*$/;
