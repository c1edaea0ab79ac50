/** From where a registration comes: told by flags, or by the variables that pipelines set. */

export interface Provenance {
  author?: string
  commit?: string
  repository?: string
  pullRequest?: string
  run?: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** A kind of pipeline: how it is known, and where it says what. */
interface Pipeline {
  marker: string
  read: (env: Environment) => { [Part in keyof Provenance]: string | undefined }
}

/**
 * A table of our own: packages that know more pipelines (env-ci) call git where a variable is missing, and none of them
 * tells the author or the address of a run for all.
 */
const pipelines: readonly Pipeline[] = [
  {
    marker: 'GITHUB_ACTIONS',
    read: (env) => {
      const repository = join(env['GITHUB_SERVER_URL'], env['GITHUB_REPOSITORY'])
      return {
        author: env['GITHUB_ACTOR'],
        commit: env['GITHUB_SHA'],
        repository,
        pullRequest: /^refs\/pull\/(\d+)\//.exec(env['GITHUB_REF'] ?? '')?.[1],
        run: join(repository, env['GITHUB_RUN_ID'] && `actions/runs/${env['GITHUB_RUN_ID']}`),
      }
    },
  },
  {
    marker: 'GITLAB_CI',
    read: (env) => ({
      author: env['CI_COMMIT_AUTHOR'],
      commit: env['CI_COMMIT_SHA'],
      repository: env['CI_PROJECT_URL'],
      pullRequest: env['CI_MERGE_REQUEST_IID'],
      run: env['CI_JOB_URL'],
    }),
  },
  {
    marker: 'JENKINS_URL',
    read: (env) => ({
      author: env['CHANGE_AUTHOR'],
      commit: env['GIT_COMMIT'],
      repository: env['GIT_URL'],
      pullRequest: env['CHANGE_ID'],
      run: env['BUILD_URL'],
    }),
  },
  {
    marker: 'BITBUCKET_BUILD_NUMBER',
    read: (env) => ({
      author: undefined,
      commit: env['BITBUCKET_COMMIT'],
      repository: env['BITBUCKET_GIT_HTTP_ORIGIN'],
      pullRequest: env['BITBUCKET_PR_ID'],
      run: join(env['BITBUCKET_GIT_HTTP_ORIGIN'], `pipelines/results/${env['BITBUCKET_BUILD_NUMBER']}`),
    }),
  },
  {
    marker: 'CIRCLECI',
    read: (env) => ({
      author: env['CIRCLE_USERNAME'],
      commit: env['CIRCLE_SHA1'],
      repository: env['CIRCLE_REPOSITORY_URL'],
      pullRequest: env['CIRCLE_PULL_REQUEST'],
      run: env['CIRCLE_BUILD_URL'],
    }),
  },
  {
    marker: 'TF_BUILD',
    read: (env) => ({
      author: env['BUILD_REQUESTEDFOR'],
      commit: env['BUILD_SOURCEVERSION'],
      repository: env['BUILD_REPOSITORY_URI'],
      pullRequest: env['SYSTEM_PULLREQUEST_PULLREQUESTNUMBER'],
      run: join(
        env['SYSTEM_TEAMFOUNDATIONCOLLECTIONURI'],
        env['SYSTEM_TEAMPROJECT'] && `${env['SYSTEM_TEAMPROJECT']}/_build/results?buildId=${env['BUILD_BUILDID']}`,
      ),
    }),
  },
  {
    marker: 'BUILDKITE',
    read: (env) => ({
      author: env['BUILDKITE_BUILD_AUTHOR'],
      commit: env['BUILDKITE_COMMIT'],
      repository: env['BUILDKITE_REPO'],
      // Buildkite says false where there is none.
      pullRequest: env['BUILDKITE_PULL_REQUEST'] === 'false' ? undefined : env['BUILDKITE_PULL_REQUEST'],
      run: env['BUILDKITE_BUILD_URL'],
    }),
  },
]

/** What the flags say, and for the rest what the pipeline says that this process runs in; empty where nobody does. */
export function provenanceOf(flags: Provenance, env: Environment): Provenance {
  const told = pipelines.find(({ marker }) => env[marker])?.read(env) ?? {}
  const parts = Object.entries({ ...told, ...flags }).flatMap(([name, value]) =>
    value ? [[name, name === 'repository' ? withoutPassword(value) : value]] : [],
  )
  return Object.fromEntries(parts)
}

/** Pipelines put tokens into the address from which they clone. */
function withoutPassword(address: string): string {
  if (!URL.canParse(address)) return address
  const url = new URL(address)
  if (url.username === '' && url.password === '') return address
  url.username = ''
  url.password = ''
  return url.href
}

function join(base: string | undefined, path: string | undefined): string | undefined {
  return base && path ? `${base.replace(/\/+$/, '')}/${path}` : undefined
}
