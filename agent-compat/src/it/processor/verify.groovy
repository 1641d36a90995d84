// The second build, which failed, was the last; its reason has to be the mistake and nothing else.
def log = new File(basedir, 'build.log').text
def sentence = 'Fan.stop: timeoutSeconds is 301. It must be 1 to 300.'
if (!log.contains(sentence)) {
    throw new IllegalStateException("The log of the compiler does not say: $sentence")
}
