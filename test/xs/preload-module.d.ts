/** What a suite imports of modules/: the file is made by preloaded.ts. */
declare module "preloaded";
