export function Person({ user }: { readonly user: string }) {
  return (
    <>
      <span className="avatar" aria-hidden="true" data-letter={user.slice(0, 1).toUpperCase()} />
      <span className="account-name">{user}</span>
    </>
  )
}
