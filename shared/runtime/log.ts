import { Logger } from '@aws-lambda-powertools/logger';

/** Names, ids and counts only: never values of the data, never credentials. */
export const logger = new Logger();
