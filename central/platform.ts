// The framework takes plugins of its own folder only.
export { default } from '../scripts/build/platform/plugin.ts';
