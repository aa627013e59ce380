/** 22 November 2026, 09:00 UTC: any fixed moment would do. */
export const start = Date.UTC(2026, 10, 22, 9);

export const accounts = { central: '111111111111', consumer: '222222222222', producer: '333333333333' } as const;

export const region = 'eu-central-1';

/** Who makes databases in the consumer by hand. */
export const platformAdmin = `arn:aws:iam::${accounts.consumer}:role/platform-admin`;

/** The stack's bucket. */
export const ownBucket = `meshloop-dev-${accounts.consumer}-${region}`;
