/** Thrown inside a check that needs more work than allowed; `check` turns it into a finding. */
export class CheckLimitReached extends Error {}
