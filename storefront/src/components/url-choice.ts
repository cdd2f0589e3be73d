import { useSearchParams } from 'react-router'

/**
 * One of a few, as the address has it: it survives a reload, Back and a shared link. The first of them needs no
 * word in the address.
 */
export function useUrlChoice<Choice extends string>(
  name: string,
  all: readonly [Choice, ...Choice[]],
): readonly [Choice, (next: unknown) => void] {
  const [params, setParams] = useSearchParams()
  const [first] = all
  const named = (value: unknown): Choice => all.find((each) => each === value) ?? first
  const choose = (next: unknown): void => {
    const after = new URLSearchParams(location.search) // `params` are those of the last rendering
    if (named(next) === first) after.delete(name)
    else after.set(name, named(next))
    setParams(after)
  }
  return [named(params.get(name)), choose]
}
