/** The version in package.json, as it is named to other programs; a test compares them. */
export const VERSION = '0.1.0';
