/** JSON with a line for each value; other text unchanged. Numbers keep their source text: none loses a digit. */
export function pretty(text: string): string {
  try {
    JSON.parse(text)
  } catch {
    return text
  }
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[^\s"{}[\],:]+|[{}[\],:]/g) ?? []
  let depth = 0
  let out = ''
  for (const [index, token] of tokens.entries()) {
    const closes = tokens[index + 1] === '}' || tokens[index + 1] === ']'
    if (token === '{' || token === '[') {
      out += token
      if (!closes) out += line(++depth)
    } else if (token === '}' || token === ']') {
      const empty = tokens[index - 1] === '{' || tokens[index - 1] === '['
      out += empty ? token : line(--depth) + token
    } else if (token === ',') out += token + line(depth)
    else out += token === ':' ? ': ' : token
  }
  return out
}

const line = (depth: number): string => `\n${'  '.repeat(depth)}`
