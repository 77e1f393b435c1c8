/** Short, so that what a killed worker was sending is sent again within a round. */
export const leaseSeconds = 3
