/** A-EDR-23: more of one record are a failure with their count. For every action that works on associated records. */
export const mostAssociatedRecords = 1000
