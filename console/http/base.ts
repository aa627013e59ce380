/** Where the console stands beside the AWS endpoint: no bucket can have this name. */
export const base = '/_console/';
