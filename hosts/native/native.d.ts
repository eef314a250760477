/**
 * The C function of that name, under XS. Called as the whole body of a function,
 * `return native("xs_name").call(this, sameArguments)`, it costs no more than the C
 * function itself: mcconfig and hosts/xs/bundle.ts put the one in the place of the other.
 */
declare function native(name: string): {
  call<Result>(self: unknown, ...args: unknown[]): Result;
};
