import type { ClaimDocument, NewestDocument } from './profile-documents.ts';

/** After this long nobody works on a claim any more: the last attempt of its queries has ended. */
export const claimLifetime = 6 * 60 * 60_000;

/** What a change finds when it wants to profile a version of the data: nobody does, itself does, another does, or one that ended. */
export type ClaimState = 'free' | 'ours' | 'taken' | 'stale';

export function claimState(claim: ClaimDocument | undefined, changeId: string, ended: boolean, now: number): ClaimState {
  if (claim === undefined) return 'free';
  if (claim.changeId === changeId) return 'ours';
  // An ended claim whose version is not the newest any more means that the data went back to it.
  return ended || now - claim.claimedAt > claimLifetime ? 'stale' : 'taken';
}

/** What a finished profile is to those before it. */
export type ProfileRank = 'new' | 'same data' | 'older';

/** `same data` compares counts; a change that was recorded already may have failed to tell, so it counts as new. */
export function rankProfile(mine: NewestDocument, newest: NewestDocument | undefined): ProfileRank {
  if (newest === undefined || newest.changeId === mine.changeId) return 'new';
  if (newest.readAt > mine.readAt) return 'older';
  return newest.digest === mine.digest ? 'same data' : 'new';
}
