/** Mistakes a protocol can make, each a switch in the simulated workers; `none` is the control run. */
export const defects = [
  'none',
  'neither lock nor guard on seq',
  'no lock on claiming effects',
  'no fence',
  'unstable effect id',
  'counter outside the transaction',
  'blind retry after a failed commit',
  'advanced before the call',
  'leases never recovered',
  'entered without a lock',
  'timer by the process clock',
  'sent although left',
] as const
export type Defect = (typeof defects)[number]
