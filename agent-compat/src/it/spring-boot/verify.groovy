// The last build ran the application by spring-boot:test-run. Its exit code would be 0 also if nothing had run.
def log = new File(basedir, 'build.log').text
if (!log.contains('test-run: 200')) {
    throw new IllegalStateException('spring-boot:test-run did not answer a method')
}
