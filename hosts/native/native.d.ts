/**
 * The C function with this name, under XS. When a function's body is only
 * `return native("xs_name").call(this, sameArguments)`, mcconfig and hosts/xs/bundle.ts replace
 * the function by the C function, so that the call has no extra cost.
 */
declare function native(name: string): {
  call<Result>(self: unknown, ...args: unknown[]): Result;
};
