package io.deckhand.core.small;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/**
 * A Java agent that notes what is reached by reflection: calls of the reflection API in Deckhand, the device client and everything below
 * it are replaced by calls of methods here, which do the same. GraalVM's own agent for this exists in GraalVM only.
 */
public final class ReflectionRecorder {
    private static final List<String> LIBRARIES = List.of(
            "io/deckhand/",
            "com/microsoft/",
            "org/eclipse/paho/",
            "org/apache/",
            "com/google/",
            "com/fasterxml/jackson/",
            "io/github/resilience4j/");
    /** What the directories of classes end with that no device has: tests, and what they use. */
    private static final List<String> DIRECTORIES_OF_TESTS =
            List.of("/test-classes/", "/agent-testkit/target/classes/");
    /** And what the names of such jars begin with. */
    private static final List<String> JARS_OF_TESTS = List.of(
            "agent-testkit-",
            "archunit",
            "awaitility-",
            "azure-",
            "hibernate-validator-",
            "iot-service-client-",
            "junit-",
            "maven-",
            "mockito-",
            "provisioning-",
            "quicktheories-",
            "surefire-");
    /** Those that themselves call libraries which a device has too. */
    private static final List<String> CLIENTS_OF_TESTS = List.of("azure-", "iot-service-client-", "provisioning-");
    /** What is in the names of classes that the JDK and Mockito generate. */
    private static final List<String> GENERATED = List.of("$Proxy", "$MockitoMock$");

    private static final Set<String> ACCESSES = ConcurrentHashMap.newKeySet();

    private static Path file = Path.of("accesses");

    private ReflectionRecorder() {}

    /** {@return a jar that a JVM takes as an agent: a manifest and nothing else, as the classes are on the class path} */
    static Path jar(Path directory) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(new Attributes.Name("Premain-Class"), ReflectionRecorder.class.getName());
        Path jar = directory.resolve("recorder.jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return jar;
    }

    /** Called by the JVM before the program. */
    public static void premain(String path, Instrumentation instrumentation) throws IOException {
        file = Path.of(path);
        Files.deleteIfExists(file);
        instrumentation.addTransformer(new ClassFileTransformer() {
            @Override
            public byte @Nullable [] transform(
                    @Nullable ClassLoader loader,
                    String name,
                    @Nullable Class<?> redefined,
                    @Nullable ProtectionDomain domain,
                    byte[] bytes) {
                return isWatched(loader, name) && !isOfTests(domain) ? replaced(bytes) : null;
            }
        });
    }

    /** Another loader, of a test that drops a whole application, does not find this class. */
    private static boolean isWatched(@Nullable ClassLoader loader, String name) {
        return loader == ReflectionRecorder.class.getClassLoader()
                && LIBRARIES.stream().anyMatch(name::startsWith)
                && GENERATED.stream().noneMatch(name::contains);
    }

    private static boolean isOfTests(@Nullable ProtectionDomain domain) {
        if (domain == null) {
            return false;
        }
        String place = placeOf(domain);
        return DIRECTORIES_OF_TESTS.stream().anyMatch(place::endsWith) || isJar(place, JARS_OF_TESTS);
    }

    private static String placeOf(ProtectionDomain domain) {
        CodeSource source = domain.getCodeSource();
        return source == null || source.getLocation() == null
                ? ""
                : source.getLocation().getPath();
    }

    private static boolean isJar(String place, List<String> names) {
        String jar = place.substring(place.lastIndexOf('/') + 1);
        return names.stream().anyMatch(jar::startsWith);
    }

    private static byte[] replaced(byte[] bytes) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(reader, 0);
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String type, String signature, String[] exceptions) {
                        return new Replacing(super.visitMethod(access, name, type, signature, exceptions));
                    }
                },
                0);
        return writer.toByteArray();
    }

    /** Calls a method here in place of one of the same name and parameters; an instance method's object becomes the first. */
    private static final class Replacing extends MethodVisitor {
        private static final Set<String> REPLACEMENTS = Stream.of(ReflectionRecorder.class.getMethods())
                .map(method -> method.getName() + Type.getMethodDescriptor(method))
                .collect(Collectors.toSet());

        private static final Set<String> OWNERS = Set.of(
                "java/lang/Class", "java/lang/ClassLoader", "java/lang/reflect/Proxy", "java/util/ResourceBundle");

        Replacing(MethodVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String type, boolean isInterface) {
            String asStatic = opcode == Opcodes.INVOKESTATIC ? type : withReceiver(owner, type);
            if (isReplaced(owner, name, asStatic)) {
                super.visitMethodInsn(
                        Opcodes.INVOKESTATIC, Type.getInternalName(ReflectionRecorder.class), name, asStatic, false);
            } else {
                super.visitMethodInsn(opcode, owner, name, type, isInterface);
            }
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String type, Handle bootstrap, Object... arguments) {
            super.visitInvokeDynamicInsn(
                    name,
                    type,
                    bootstrap,
                    Stream.of(arguments).map(Replacing::replacedReference).toArray());
        }

        /** A method reference such as {@code Class::getDeclaredFields}. */
        private static Object replacedReference(Object argument) {
            if (!(argument instanceof Handle reference)) {
                return argument;
            }
            String asStatic = reference.getTag() == Opcodes.H_INVOKESTATIC
                    ? reference.getDesc()
                    : withReceiver(reference.getOwner(), reference.getDesc());
            return isReplaced(reference.getOwner(), reference.getName(), asStatic)
                    ? new Handle(
                            Opcodes.H_INVOKESTATIC,
                            Type.getInternalName(ReflectionRecorder.class),
                            reference.getName(),
                            asStatic,
                            false)
                    : argument;
        }

        private static String withReceiver(String owner, String type) {
            return type.replace("(", "(L" + owner + ";");
        }

        private static boolean isReplaced(String owner, String name, String asStatic) {
            return OWNERS.contains(owner) && REPLACEMENTS.contains(name + asStatic);
        }
    }

    /** Written at once: a program under test may be halted. */
    private static void add(String access) {
        if (!ACCESSES.contains(access) && !isByAClientOfTests() && ACCESSES.add(access)) {
            synchronized (ACCESSES) {
                try {
                    Files.writeString(file, access + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static boolean isByAClientOfTests() {
        return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(frames -> frames.map(frame -> frame.getDeclaringClass().getProtectionDomain())
                        .anyMatch(domain -> isJar(placeOf(domain), CLIENTS_OF_TESTS)));
    }

    private static void note(String kind, Class<?> type, String member) {
        if (!isOfTests(type.getProtectionDomain()) && !type.isHidden() && !Proxy.isProxyClass(type)) {
            add(kind + " " + type.getName() + " " + member);
        }
    }

    public static Class<?> forName(String name) throws ClassNotFoundException {
        return forName(name, true, ReflectionRecorder.class.getClassLoader());
    }

    public static Class<?> forName(String name, boolean initialize, @Nullable ClassLoader loader)
            throws ClassNotFoundException {
        Class<?> found = Class.forName(name, initialize, loader);
        note("class", found, "");
        return found;
    }

    public static Class<?> loadClass(ClassLoader loader, String name) throws ClassNotFoundException {
        Class<?> found = loader.loadClass(name);
        note("class", found, "");
        return found;
    }

    public static Object newProxyInstance(
            @Nullable ClassLoader loader, Class<?>[] interfaces, InvocationHandler handler) {
        String names = Stream.of(interfaces).map(Class::getName).collect(Collectors.joining(","));
        add("proxy " + names + " ");
        return Proxy.newProxyInstance(loader, interfaces, handler);
    }

    public static Field getField(Class<?> type, String name) throws NoSuchFieldException {
        Field found = type.getField(name);
        note("field", found.getDeclaringClass(), name);
        return found;
    }

    public static Field[] getFields(Class<?> type) {
        note("fields", type, "");
        return type.getFields();
    }

    public static Method[] getMethods(Class<?> type) {
        note("methods", type, "");
        return type.getMethods();
    }

    public static Constructor<?>[] getConstructors(Class<?> type) {
        note("constructors", type, "");
        return type.getConstructors();
    }

    public static RecordComponent @Nullable [] getRecordComponents(Class<?> type) {
        note("fields", type, "");
        return type.getRecordComponents();
    }

    public static Field getDeclaredField(Class<?> type, String name) throws NoSuchFieldException {
        Field found = type.getDeclaredField(name);
        note("field", type, name);
        return found;
    }

    public static Field[] getDeclaredFields(Class<?> type) {
        note("fields", type, "");
        return type.getDeclaredFields();
    }

    public static Method getDeclaredMethod(Class<?> type, String name, Class<?>... parameters)
            throws NoSuchMethodException {
        Method found = type.getDeclaredMethod(name, parameters);
        note("method", found.getDeclaringClass(), name);
        return found;
    }

    public static Method getMethod(Class<?> type, String name, Class<?>... parameters) throws NoSuchMethodException {
        Method found = type.getMethod(name, parameters);
        note("method", found.getDeclaringClass(), name);
        return found;
    }

    public static Method[] getDeclaredMethods(Class<?> type) {
        note("methods", type, "");
        return type.getDeclaredMethods();
    }

    public static Constructor<?> getDeclaredConstructor(Class<?> type, Class<?>... parameters)
            throws NoSuchMethodException {
        note("constructors", type, "");
        return type.getDeclaredConstructor(parameters);
    }

    public static Constructor<?> getConstructor(Class<?> type, Class<?>... parameters) throws NoSuchMethodException {
        note("constructors", type, "");
        return type.getConstructor(parameters);
    }

    public static Constructor<?>[] getDeclaredConstructors(Class<?> type) {
        note("constructors", type, "");
        return type.getDeclaredConstructors();
    }

    public static Object newInstance(Class<?> type) throws ReflectiveOperationException {
        note("constructors", type, "");
        return type.getDeclaredConstructor().newInstance();
    }

    public static @Nullable InputStream getResourceAsStream(Class<?> type, String name) {
        String within =
                name.startsWith("/") ? name.substring(1) : type.getPackageName().replace('.', '/') + "/" + name;
        add("resource " + within + " ");
        return type.getResourceAsStream(name);
    }

    public static @Nullable InputStream getResourceAsStream(ClassLoader loader, String name) {
        add("resource " + name + " ");
        return loader.getResourceAsStream(name);
    }

    public static ResourceBundle getBundle(String name) {
        add("bundle " + name + " ");
        return ResourceBundle.getBundle(name);
    }

    public static ResourceBundle getBundle(String name, Locale locale, ClassLoader loader) {
        add("bundle " + name + " ");
        return ResourceBundle.getBundle(name, locale, loader);
    }
}
