/** The query for all that belongs to one change, in the language of CloudWatch Logs Insights. Without an id, a place to write it. */
export function oneChangeQuery(changeId = 'CHANGE'): string {
  return [
    'fields @timestamp, service, message, product.database, product.table, failure, code, reason, remedy',
    `| filter changeId = '${changeId}'`,
    '| sort @timestamp asc',
    '| limit 1000',
  ].join('\n');
}
