package io.deckhand.spring;

import io.deckhand.CloudToDevice;
import io.deckhand.ConnectionChange;
import io.deckhand.DesiredProperty;
import io.deckhand.DirectMethod;
import io.deckhand.ModuleInput;
import io.deckhand.Telemetry;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/** Finds the singleton beans that have handlers, also behind proxies: the class behind says so, and the proxy is what is called. */
final class HandlerBeans {
    private static final List<Class<? extends Annotation>> ANNOTATIONS = List.of(
            DirectMethod.class,
            DesiredProperty.class,
            CloudToDevice.class,
            ModuleInput.class,
            Telemetry.class,
            ConnectionChange.class);

    private HandlerBeans() {}

    static List<Object> in(ConfigurableListableBeanFactory beans) {
        List<Object> found = new ArrayList<>();
        for (String name : beans.getBeanNamesForType(Object.class, false, false)) {
            Class<?> type = typeOf(beans, name);
            if (type != null && hasHandlers(type)) {
                found.add(beans.getBean(name));
            }
        }
        return found;
    }

    private static @Nullable Class<?> typeOf(ConfigurableListableBeanFactory beans, String name) {
        Class<?> target = AutoProxyUtils.determineTargetClass(beans, name);
        Class<?> type = target == null ? beans.getType(name, false) : target;
        return type == null ? null : ClassUtils.getUserClass(type);
    }

    private static boolean hasHandlers(Class<?> type) {
        if (type.getName().startsWith("org.springframework.") || type.getName().startsWith("java.")) {
            return false;
        }
        return Stream.concat(Stream.of(type), Stream.of(ClassUtils.getAllInterfacesForClass(type)))
                .flatMap(each -> Stream.of(ReflectionUtils.getAllDeclaredMethods(each)))
                .anyMatch(HandlerBeans::isHandler);
    }

    private static boolean isHandler(Method method) {
        return ANNOTATIONS.stream().anyMatch(method::isAnnotationPresent);
    }
}
