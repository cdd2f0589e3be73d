/** UUIDv7s that are the same in every run; a greater number is a later id. */
export const uuid = (n: number): string => `01890a5d-ac96-774b-8cce-${String(n).padStart(12, '0')}`
