/** What the code of the pages uses and does not show. */
abstract class Surroundings {
    record Reading(double celsius) {}
    record Update(String version) {}
    static class Maintenance {}
    static class Climate {}
    static class Meter {}
    static class Door {}
    interface Machine { void reboot(); }
    interface Sampler { <T> T every(T wanted); }
    interface Heater { double target(double celsius); }
    interface Display { void show(Object shown); }
    interface Led { void set(boolean on); }
    interface Camera { InputStream stream(); }
    interface Firmware { String running(); }

    Machine system;
    Sampler sampler;
    Heater heater;
    Display display;
    Led led;
    Camera camera;
    Firmware firmware;
    DeviceAgent agent;
    LocalHub hub;
    RegistryClient registryClient;
    ReconnectPolicy usual;
    Credential credential;
    SSLContext trust;
    Properties properties;
    Path file;
    List<String> connectionStrings;
    String connectionString;
    String hostName;
    String idScope;
    org.slf4j.Logger log;

    abstract void write(String version, Progress progress);

    abstract void restart();
}
