/** The id of the heading to which "Break it" in the head leads. */
export const BREAK_IT = "break-it";
